module clients/scenario

go 1.22
