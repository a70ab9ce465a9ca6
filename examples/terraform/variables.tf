variable "org_id" {
  description = "Organization of the new project; by default the one of the mock's seed."
  type        = string
  default     = "a1b2c3d4e5f60718293a4b5c"
}
