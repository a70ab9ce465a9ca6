terraform {
  required_version = ">= 1.4"

  required_providers {
    mongodbatlas = {
      source  = "mongodb/mongodbatlas"
      version = ">= 2.16"
    }
  }
}
