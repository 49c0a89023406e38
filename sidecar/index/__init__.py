"""The shop's content as it is searched: sealed generations, one of which answers.

A generation is a folder that never changes once its manifest is written:

- ``segment-…/``: passages, their texts and the vectors of their windows, in immutable arrays;
- ``lexical/``: a Tantivy index of all its passages;
- ``lance/``: the same base content as LanceDB tables, the engine beyond 150,000 passages;
- ``manifest.json``: what it is made of, with the SHA-256 of every file.

A small change makes a new generation out of hard links to the old one's files and one more small
segment, so that saving a page costs what that page costs. ``CURRENT`` beside the folders names the
one that answers; renaming that file is the switch.
"""
