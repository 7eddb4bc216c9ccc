"""requests with urllib3's Retry, as most examples show it: POST included, and 401 and 403 in the list."""

import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

BASE = os.environ["BASE"]
SPEED = float(os.environ.get("POSTERN_SPEED", "1"))


def client(key):
    session = requests.Session()
    statuses = [401, 403, 429, 500, 502, 503, 504]
    retry = Retry(total=3, backoff_factor=1 / SPEED, status_forcelist=statuses, allowed_methods=None)
    session.mount("http://", HTTPAdapter(max_retries=retry))
    asked = requests.post(f"{BASE}/api/token/request", json={"apiKey": key}, timeout=30)
    session.headers["Authorization"] = "Bearer " + asked.json()["data"]["token"]
    return session


reader = client("sandbox-site-7")
query = ""
while query is not None:
    page = reader.get(f"{BASE}/api/external/staffs?limit=20&{query}", timeout=10 / SPEED).json()
    query = page.get("nextPageParameter")
print(len(reader.get(f"{BASE}/api/external/sites?customerId=7", timeout=10 / SPEED).json()["data"]))
print(client("sandbox-webhook").post(f"{BASE}/api/webhook/subscribers", timeout=10 / SPEED).status_code)
