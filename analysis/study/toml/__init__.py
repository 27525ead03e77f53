"""study.toml as a file: what is wrong in it, key by key, and what holds where it says nothing."""
