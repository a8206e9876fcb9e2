"""What `restyle doctor` looks at, part by part. A check never raises what it expects to find, and changes nothing."""
