"""Other queues at the same work, each in a process of its own, through its own interface.

They come with the dependency group `bench`, which nothing else needs.
"""
