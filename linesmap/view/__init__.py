"""Draw what was found: scenes, the folium map, snapshots and charts, from one set of design tokens."""
