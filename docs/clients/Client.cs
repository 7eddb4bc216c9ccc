using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

/// <summary>A client of the API with .NET's HttpClient: it keeps the rules of the API documentation. It needs .NET 8.</summary>
public sealed class Client(string key)
{
    private static readonly string Base = Environment.GetEnvironmentVariable("BASE")!;
    /// <summary>In a drill, Postern says here how much faster everything is.</summary>
    private static readonly int Speed = int.Parse(Environment.GetEnvironmentVariable("POSTERN_SPEED") ?? "1");
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1) / Speed;
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 4, 8 }.Select(s => TimeSpan.FromSeconds(s) / Speed)];
    private const int MostInAMinute = 60;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) / Speed };

    private readonly SemaphoreSlim tokenLock = new(1);
    private readonly SemaphoreSlim limitLock = new(1);
    private string? token;
    private long minute;
    private int sent;

    // part: token
    /// <summary>One token for all calls. Calls that need a new one wait for the same token request.</summary>
    private async Task<string> GetToken()
    {
        await tokenLock.WaitAsync();
        try
        {
            if (token is null)
            {
                using var response = await Send(HttpMethod.Post, "/api/token/request", null, new { apiKey = key });
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new HttpRequestException($"The API refused the key with {(int)response.StatusCode}");
                var body = await response.Content.ReadFromJsonAsync<JsonElement>();
                token = body.GetProperty("data").GetProperty("token").GetString()!;
            }
            return token;
        }
        finally
        {
            tokenLock.Release();
        }
    }

    /// <summary>Another call may have a new token already. That one stays.</summary>
    private void DropToken(string used) => Interlocked.CompareExchange(ref token, null, used);
    // end

    // part: request
    /// <summary>Key and token go into the body and into a header, never into the URL.</summary>
    private static Task<HttpResponseMessage> Send(HttpMethod method, string path, string? bearer, object? content)
    {
        var request = new HttpRequestMessage(method, Base + path);
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (content is not null) request.Content = JsonContent.Create(content);
        return Http.SendAsync(request);
    }
    // end

    // part: limit
    /// <summary>Waits where this minute has no room left.</summary>
    private async Task TakeRoom()
    {
        await limitLock.WaitAsync();
        try
        {
            var now = DateTime.UtcNow.Ticks;
            if (now / Minute.Ticks != minute) (minute, sent) = (now / Minute.Ticks, 0);
            if (sent >= MostInAMinute)
            {
                await Task.Delay(TimeSpan.FromTicks(Minute.Ticks - now % Minute.Ticks));
                (minute, sent) = (minute + 1, 0);
            }
            sent += 1;
        }
        finally
        {
            limitLock.Release();
        }
    }
    // end

    // part: full-window
    /// <summary>The time until the API's next minute, or longer if the API asks for that.</summary>
    private static TimeSpan UntilNextMinute(HttpResponseMessage response)
    {
        var now = (response.Headers.Date ?? DateTimeOffset.UtcNow).UtcTicks;
        var boundary = TimeSpan.FromTicks(Minute.Ticks - now % Minute.Ticks);
        var asked = response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
        return asked > boundary ? asked : boundary;
    }
    // end

    /// <summary>The body of a success. Everything else is an exception.</summary>
    public async Task<JsonElement> Call(HttpMethod method, string path, object? content = null)
    {
        int refreshes = 0, waits = 0, retries = 0;
        while (true)
        {
            var bearer = await GetToken();
            await TakeRoom();
            HttpResponseMessage? response = null;
            JsonElement body = default;
            Exception? error = null;
            try
            {
                response = await Send(method, path, bearer, content);
                if (response.Content.Headers.ContentType?.MediaType == "application/json")
                    body = await response.Content.ReadFromJsonAsync<JsonElement>();
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or TaskCanceledException)
            {
                error = problem;
            }
            var status = (int?)response?.StatusCode;
            var code = CodeOf(body);

            // part: refresh
            // A 401, also inside a 200: one new token, and one retry.
            if ((status == 401 || code == 401) && refreshes < 1)
            {
                refreshes += 1;
                DropToken(bearer);
                continue;
            }
            // end

            // part: full-window
            if (status == 429 && waits < 2)
            {
                waits += 1;
                await Task.Delay(UntilNextMinute(response!));
                continue;
            }
            // end

            // part: retry
            // After a 5xx or a lost response, a GET goes out up to four times more, each time after a longer pause.
            // A POST may have run already, and a 4xx stays what it is.
            var isLost = error is not null || status >= 500;
            if (isLost && method == HttpMethod.Get && retries < Pauses.Length)
            {
                await Task.Delay(Pauses[retries]);
                retries += 1;
                continue;
            }
            // end

            // part: code
            // A 200 with another service code than 0 is a failure.
            if (error is not null) throw error;
            if (status >= 300 || code != 0) throw new HttpRequestException($"{method} {path}: {status}, code {code}");
            return body;
            // end
        }
    }

    // part: pages
    /// <summary>Each page names the next one. A page that failed throws, so that nothing follows it.</summary>
    public async IAsyncEnumerable<JsonElement> Records(string path)
    {
        for (string? query = ""; query is not null;)
        {
            var page = await Call(HttpMethod.Get, query == "" ? path : $"{path}&{query}");
            foreach (var record in page.GetProperty("data").EnumerateArray()) yield return record;
            query = page.TryGetProperty("nextPageParameter", out var next) ? next.GetString() : null;
        }
    }
    // end

    private static int? CodeOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("status", out var status)
        && status.ValueKind == JsonValueKind.Object
            ? status.GetProperty("code").GetInt32()
            : null;

    public static async Task Main()
    {
        var reader = new Client("sandbox-site-7");
        var staff = 0;
        await foreach (var _ in reader.Records("/api/external/staffs?limit=20")) staff += 1;
        var sites = await reader.Call(HttpMethod.Get, "/api/external/sites?customerId=7");
        await new Client("sandbox-webhook").Call(HttpMethod.Post, "/api/webhook/subscribers");
        Console.WriteLine($"{staff} staff, {sites.GetProperty("data").GetArrayLength()} sites, and a subscriber");
    }
}
