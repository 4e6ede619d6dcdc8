"""The bundled policies: one folder per theme, one function per policy."""
