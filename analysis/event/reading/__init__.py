"""Reading an article: bytes to text, front matter, web pages, sentences and quotations."""
