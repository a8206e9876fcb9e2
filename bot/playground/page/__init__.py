"""The page's server side: what a browser on this machine sees of the playground, and what it may do."""
