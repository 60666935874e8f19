"""The edge over HTTP, as tablets, programs and strangers meet it."""
