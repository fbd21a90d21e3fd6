"""Python nodes to JavaScript nodes: one registered rule per node kind, in files by theme; `rules` imports them all."""
