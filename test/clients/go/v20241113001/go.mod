module clients/v20241113001

go 1.22.0

require (
	clients/scenario v0.0.0
	go.mongodb.org/atlas-sdk/v20241113001 v20241113001.0.0
)

require (
	github.com/mongodb-forks/digest v1.1.0 // indirect
	golang.org/x/oauth2 v0.24.0 // indirect
)

replace clients/scenario => ../scenario
