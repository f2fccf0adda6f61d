"""A built graph handed to the public: the SPARQL endpoint, its guards and its description.

The modules are imported by their own names: a worker process needs few of them, and starts while a client waits.
"""
