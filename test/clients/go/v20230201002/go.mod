module clients/v20230201002

go 1.22

require (
	clients/scenario v0.0.0
	go.mongodb.org/atlas-sdk/v20230201002 v20230201002.0.0
)

require github.com/mongodb-forks/digest v1.0.4 // indirect

replace clients/scenario => ../scenario
