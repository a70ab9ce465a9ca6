# Append `@` and the digest: `docker buildx imagetools inspect` prints it, and Dependabot then updates it.
FROM node:26.10.0-trixie-slim AS base

FROM base AS build
# The SBOM also lists the packages in the bundle.
ARG BUILDKIT_SBOM_SCAN_STAGE=true
WORKDIR /build
COPY .npmrc package.json package-lock.json ./
# Before the sources, so that a changed source does not install again. Nothing is compiled: better-sqlite3 includes a
# binary for each platform, and the image's Node.js builds the bundle.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# The bundle includes all packages. Remove the binaries of better-sqlite3 for other platforms.
RUN set -eu; \
    platform="$(node -p 'process.platform + "-" + process.arch')"; \
    mkdir -p /app/fixtures /app/examples/kubernetes-operator; \
    cp -R dist schemas package.json LICENSE /app; \
    find /app/dist -name '*.map' -delete -o -name '*.d.ts' -delete \
      -o -name '*.node' ! -name "$platform.node" -delete; \
    find /app/dist -type d -empty -delete; \
    cp fixtures/call-classes.json fixtures/evidence.json fixtures/seed.json /app/fixtures; \
    cp examples/kubernetes-operator/stubs.json /app/examples/kubernetes-operator
# With compiled code, a start takes a sixth less time. Node.js keeps a folder of it for each user.
ENV NODE_COMPILE_CACHE=/app/cache
RUN install -d -m 1777 "$NODE_COMPILE_CACHE" \
    && setpriv --reuid=1000 --clear-groups node /app/dist/cli.js exec -- true \
    && chmod -R a+rX "$NODE_COMPILE_CACHE"

FROM base
LABEL org.opencontainers.image.title="atlas-integrations-mock" \
      org.opencontainers.image.description="A mock of MongoDB Atlas's Administration API for third-party integrations" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0"
# A volume mounted here gets the owner of this folder. ATLAS_MOCK_DB=/data/atlas.db keeps the state on it.
RUN install -d -o 1000 -g 1000 /data
WORKDIR /app
COPY --from=build /app ./
ENV ATLAS_MOCK_HOST=0.0.0.0 \
    NODE_COMPILE_CACHE=/app/cache \
    NODE_ENV=production
# By number, so that Kubernetes can verify that it is not root.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --start-interval=1s \
  CMD ["node", "dist/cli.js", "healthcheck"]
ENTRYPOINT ["node", "dist/cli.js"]
