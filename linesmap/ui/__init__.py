"""Show linesmap in a browser: state, cached data, widgets and pages."""
