module example

go 1.24.0

require (
	github.com/stretchr/testify v1.11.1
	go.mongodb.org/atlas-sdk/v20250312010 v20250312010.0.0
)

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/mongodb-forks/digest v1.1.0 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	golang.org/x/oauth2 v0.32.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
