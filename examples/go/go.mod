module example

go 1.24.0

require (
	github.com/OWNER/atlas-integrations-mock/go/atlasmock v0.1.0
	go.mongodb.org/atlas-sdk/v20250312010 v20250312010.0.0
)

require (
	github.com/mongodb-forks/digest v1.1.0 // indirect
	golang.org/x/oauth2 v0.32.0 // indirect
)

replace github.com/OWNER/atlas-integrations-mock/go/atlasmock => ../../go/atlasmock
