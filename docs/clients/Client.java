import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the API with Java's HttpClient: it keeps the rules of the API documentation. It needs Java 17 and no libraries. */
public class Client {
  static final String BASE = System.getenv("BASE");
  /** In a drill, Postern says here how much faster everything is. */
  static final long SPEED = Long.parseLong(System.getenv().getOrDefault("POSTERN_SPEED", "1"));
  static final long MINUTE_MS = 60_000 / SPEED;
  static final Duration TIMEOUT = Duration.ofMillis(10_000 / SPEED);
  static final long[] PAUSES_MS = {1000 / SPEED, 2000 / SPEED, 4000 / SPEED, 8000 / SPEED};
  static final int MOST_IN_A_MINUTE = 60;

  // part: retry
  static {
    // Without it, Java itself repeats a GET without a pause where a connection breaks.
    System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
  }
  // end

  static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String key;
  private String token = null;
  private long minute = 0;
  private int sent = 0;

  Client(String key) {
    this.key = key;
  }

  // part: token
  /** One token for all calls. Calls that need a new one wait for the same token request. */
  private synchronized String getToken() throws IOException, InterruptedException {
    if (token == null) {
      HttpResponse<String> response = send("POST", "/api/token/request", null, "{\"apiKey\":\"" + key + "\"}");
      if (response.statusCode() != 200) throw new IOException("The API refused the key with " + response.statusCode());
      token = textIn(response.body(), "token");
    }
    return token;
  }

  /** Another call may have a new token already. That one stays. */
  private synchronized void dropToken(String used) {
    if (used.equals(token)) token = null;
  }
  // end

  // part: request
  /** Key and token go into the body and into a header, never into the URL. */
  private HttpResponse<String> send(String method, String path, String bearer, String content)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher body =
        content == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(content);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(BASE + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, body);
    if (bearer != null) request.header("Authorization", "Bearer " + bearer);
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
  // end

  // part: limit
  /** Waits where this minute has no room left. */
  private synchronized void takeRoom() throws InterruptedException {
    long now = System.currentTimeMillis();
    if (now / MINUTE_MS != minute) {
      minute = now / MINUTE_MS;
      sent = 0;
    }
    if (sent >= MOST_IN_A_MINUTE) {
      Thread.sleep(MINUTE_MS - now % MINUTE_MS);
      minute += 1;
      sent = 0;
    }
    sent += 1;
  }
  // end

  // part: full-window
  /** Ms until the API's next minute, or longer if the API asks for that. */
  private static long untilNextMinute(HttpResponse<String> response) {
    long now =
        response
            .headers()
            .firstValue("Date")
            .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
            .orElse(Instant.now())
            .toEpochMilli();
    long asked = response.headers().firstValueAsLong("Retry-After").orElse(0) * 1000;
    return Math.max(asked, MINUTE_MS - now % MINUTE_MS);
  }
  // end

  /** The body of a success. Everything else is an exception. */
  String call(String method, String path, String content) throws IOException, InterruptedException {
    int refreshes = 0;
    int waits = 0;
    int retries = 0;
    while (true) {
      String bearer = getToken();
      takeRoom();
      HttpResponse<String> response = null;
      IOException error = null;
      try {
        response = send(method, path, bearer, content);
      } catch (IOException problem) {
        error = problem;
      }
      int status = response == null ? 0 : response.statusCode();
      int code = response == null ? 0 : codeIn(response.body());

      // part: refresh
      // A 401, also inside a 200: one new token, and one retry.
      if ((status == 401 || code == 401) && refreshes < 1) {
        refreshes += 1;
        dropToken(bearer);
        continue;
      }
      // end

      // part: full-window
      if (status == 429 && waits < 2) {
        waits += 1;
        Thread.sleep(untilNextMinute(response));
        continue;
      }
      // end

      // part: retry
      // After a 5xx or a lost response, a GET goes out up to four times more, each time after a longer pause.
      // A POST may have run already, and a 4xx stays what it is.
      boolean isLost = error != null || status >= 500;
      if (isLost && method.equals("GET") && retries < PAUSES_MS.length) {
        Thread.sleep(PAUSES_MS[retries]);
        retries += 1;
        continue;
      }
      // end

      // part: code
      // A 200 with another service code than 0 is a failure.
      if (error != null) throw error;
      if (status >= 300 || code != 0) throw new IOException(method + " " + path + ": " + status + ", code " + code);
      return response.body();
      // end
    }
  }

  // part: pages
  /** Each page names the next one. A page that failed throws, so that nothing follows it. */
  void eachPage(String path, Consumer<String> take) throws IOException, InterruptedException {
    String query = "";
    while (query != null) {
      String page = call("GET", query.isEmpty() ? path : path + "&" + query, null);
      take.accept(page);
      query = textIn(page, "nextPageParameter");
    }
  }
  // end

  /** Two patterns keep this file without a library. Your program has a JSON parser for them. */
  static int codeIn(String body) {
    Matcher found = Pattern.compile("\"status\":\\{\"code\":(\\d+)").matcher(body);
    return found.find() ? Integer.parseInt(found.group(1)) : -1;
  }

  static String textIn(String body, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
    return found.find() ? found.group(1) : null;
  }

  public static void main(String[] args) throws Exception {
    Client reader = new Client("sandbox-site-7");
    int[] pages = {0};
    reader.eachPage("/api/external/staffs?limit=20", page -> pages[0] += 1);
    reader.call("GET", "/api/external/sites?customerId=7", null);
    new Client("sandbox-webhook").call("POST", "/api/webhook/subscribers", null);
    System.out.println(pages[0] + " pages of staff, the sites, and a subscriber");
  }
}
