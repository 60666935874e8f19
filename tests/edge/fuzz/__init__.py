"""Generated requests for every route of the OpenAPI page, valid ones and broken ones."""
