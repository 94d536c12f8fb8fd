"""Static files under hashed names, compressed, with the imports inside JavaScript modules rewritten to match."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
