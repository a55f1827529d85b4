"""From the record to paper: Allure, the deployment report, the standing."""
