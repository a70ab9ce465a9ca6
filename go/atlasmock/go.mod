module github.com/OWNER/atlas-integrations-mock/go/atlasmock

go 1.24
