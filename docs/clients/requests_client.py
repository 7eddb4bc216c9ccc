"""A client of the API with requests: it keeps the rules of the API documentation."""

import email.utils
import os
import threading
import time

import requests

BASE = os.environ["BASE"]
# In a drill, Postern says here how much faster everything is.
SPEED = float(os.environ.get("POSTERN_SPEED", "1"))
MINUTE = 60 / SPEED
TIMEOUT = 10 / SPEED
PAUSES = [seconds / SPEED for seconds in (1, 2, 4, 8)]
MOST_IN_A_MINUTE = 60


class ApiError(Exception):
    pass


def until_next_minute(headers):
    # part: full-window
    # Until the API's next minute, or longer if the API asks for that.
    date = headers.get("Date")
    now = email.utils.parsedate_to_datetime(date).timestamp() if date else time.time()
    return max(float(headers.get("Retry-After", 0)), MINUTE - now % MINUTE)
    # end


class Client:
    def __init__(self, key):
        self.key = key
        self.token = None
        self.lock = threading.Lock()
        self.minute = 0
        self.sent = 0
        self.session = requests.Session()

    # part: token
    def get_token(self):
        """One token for all calls. The lock makes calls that need a new one wait for the same token request."""
        with self.lock:
            if self.token is None:
                response = self.send("POST", "/api/token/request", None, {"apiKey": self.key})
                if response.status_code != 200:
                    raise ApiError(f"The API refused the key with {response.status_code}")
                self.token = response.json()["data"]["token"]
            return self.token

    def drop_token(self, used):
        """Another call may have a new token already. That one stays."""
        with self.lock:
            if self.token == used:
                self.token = None

    # end

    # part: request
    def send(self, method, path, token, content=None):
        """Key and token go into the body and into a header, never into the URL."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.session.request(method, BASE + path, headers=headers, json=content, timeout=TIMEOUT)

    # end

    # part: limit
    def take_room(self):
        """Waits where this minute has no room left."""
        with self.lock:
            minute = int(time.time() / MINUTE)
            if minute != self.minute:
                self.minute, self.sent = minute, 0
            if self.sent >= MOST_IN_A_MINUTE:
                time.sleep(MINUTE - time.time() % MINUTE)
                self.minute, self.sent = minute + 1, 0
            self.sent += 1

    # end

    def call(self, method, path, content=None):
        """The body of a success. Everything else is an error."""
        refreshes = waits = retries = 0
        while True:
            token = self.get_token()
            self.take_room()
            response, body, error = None, {}, None
            try:
                response = self.send(method, path, token, content)
                body = response.json() if "json" in response.headers.get("Content-Type", "") else {}
            except requests.RequestException as problem:
                error = problem
            status = response.status_code if response is not None else None
            code = (body.get("status") or {}).get("code")

            # part: refresh
            # A 401, also inside a 200: one new token, and one retry.
            if (status == 401 or code == 401) and refreshes < 1:
                refreshes += 1
                self.drop_token(token)
                continue
            # end

            # part: full-window
            if status == 429 and waits < 2:
                waits += 1
                time.sleep(until_next_minute(response.headers))
                continue
            # end

            # part: retry
            # After a 5xx or a lost response, a GET goes out up to four times more, each time after a longer pause.
            # A POST may have run already, and a 4xx stays what it is.
            is_lost = error is not None or status >= 500
            if is_lost and method == "GET" and retries < len(PAUSES):
                time.sleep(PAUSES[retries])
                retries += 1
                continue
            # end

            # part: code
            # A 200 with another service code than 0 is a failure.
            if error is not None:
                raise error
            if status >= 300 or code != 0:
                raise ApiError(f"{method} {path}: {status}, code {code}: {body.get('message')}")
            return body
            # end

    # part: pages
    def records(self, path):
        """Each page names the next one. A page that failed raises, so that nothing follows it."""
        query = ""
        while query is not None:
            page = self.call("GET", f"{path}&{query}" if query else path)
            yield from page["data"]
            query = page.get("nextPageParameter")

    # end


reader = Client("sandbox-site-7")
staff = len(list(reader.records("/api/external/staffs?limit=20")))
sites = reader.call("GET", "/api/external/sites?customerId=7")["data"]
subscriber = Client("sandbox-webhook").call("POST", "/api/webhook/subscribers")["data"]
print(f"{staff} staff, {len(sites)} sites, subscriber {subscriber['id']}")
