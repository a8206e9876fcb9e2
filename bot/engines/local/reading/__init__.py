"""How a prompt is read: words to tokens, tokens to meanings. Pure text; no file here knows pixels, fonts or engines."""
