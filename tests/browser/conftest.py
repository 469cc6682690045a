def pytest_ignore_collect(config):
    """These tests take minutes and need a browser: they are collected only where their folder is named."""
    return None if any("browser" in named for named in config.args) else True
