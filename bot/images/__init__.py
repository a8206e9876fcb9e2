"""Foreign pictures: downloading them with a cap and decoding them where they can do no harm."""
