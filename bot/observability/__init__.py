"""Telling people and machines what happens. A leaf: anybody but the domain may call it, it calls nobody."""
