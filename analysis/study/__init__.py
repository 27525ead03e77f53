"""A study is a folder of data: its declarations, validated before anything else happens."""
