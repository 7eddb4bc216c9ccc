import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java's HttpClient without a rule of its own: each call goes out once, as far as the program says it. */
public class Plain {
  static final String BASE = System.getenv("BASE");
  static final HttpClient HTTP = HttpClient.newHttpClient();

  static String send(String method, String path, String token, String content) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(BASE + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(content));
    if (token != null) request.header("Authorization", "Bearer " + token);
    HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) throw new IllegalStateException(method + " " + path + ": " + response.statusCode());
    return response.body();
  }

  static String tokenFor(String key) throws Exception {
    return textIn(send("POST", "/api/token/request", null, "{\"apiKey\":\"" + key + "\"}"), "token");
  }

  static String textIn(String body, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
    return found.find() ? found.group(1) : null;
  }

  public static void main(String[] args) throws Exception {
    String token = tokenFor("sandbox-site-7");
    String query = "";
    while (query != null)
      query = textIn(send("GET", "/api/external/staffs?limit=20&" + query, token, ""), "nextPageParameter");
    send("GET", "/api/external/sites?customerId=7", token, "");
    send("POST", "/api/webhook/subscribers", tokenFor("sandbox-webhook"), "");
  }
}
