"""What templates may say: parts of pages, words for time and money."""
