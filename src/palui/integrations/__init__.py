"""One folder per outside system; each fills a port."""
