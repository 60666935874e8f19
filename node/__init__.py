"""What every program needs around its core: config, keys, HTTP door, disk, supervision."""
