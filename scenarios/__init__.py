"""The scenarios shipped with the product: data only, one TOML file each."""
