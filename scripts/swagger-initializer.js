/* global SwaggerUIBundle, SwaggerUIStandalonePreset */
window.onload = () =>
  SwaggerUIBundle({
    urls: [
      { url: '/openapi.json', name: 'Atlas API' },
      { url: '/_mock/openapi.json', name: 'Control plane' }
    ],
    dom_id: '#swagger-ui',
    deepLinking: true,
    tryItOutEnabled: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
    layout: 'StandaloneLayout',
    // Swagger UI would send the document to a validator of its own.
    validatorUrl: null
  })
