"""A scripted month of a site over its HTTP API, in accelerated time."""
