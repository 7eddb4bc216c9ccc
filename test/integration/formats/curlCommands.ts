/** Commands for a shell, as people write them; `HOST` stands for the server's address. */
export const CURL_COMMANDS: readonly string[] = String.raw`
curl http://HOST/
curl HOST
curl HOST/a
curl http://HOST
curl 'http://HOST/a?b=1&c=2'
curl "http://HOST/a?b=1&c=2#part"
curl http://HOST/a/../b/./c
curl --path-as-is http://HOST/a/../b
curl http://HOST/a/b/..
curl http://HOST/./a
curl 'http://HOST?x=1'
curl HTTP://HOST/a
curl http://HOST/a%20b%C3%A9
curl -X DELETE http://HOST/a
curl -XPUT http://HOST/a -d a=1
curl --request PATCH --url http://HOST/a --data-raw '{"a":1}'
curl -I http://HOST/a
curl --head http://HOST/a
curl -I -X GET http://HOST/a
curl -d a=1 http://HOST/a
curl -d a=1 -d b=2 http://HOST/a
curl -d '' http://HOST/a
curl --data '' http://HOST/a
curl -d 'a b' http://HOST/a
curl -d '{"a": "b c"}' http://HOST/a
curl -d "{\"a\": \"b c\"}" http://HOST/a
curl -d "{\"a\": \"\\\"\"}" http://HOST/a
curl -d "it's" http://HOST/a
curl -d 'it'\''s' http://HOST/a
curl -d 'it'"'"'s' http://HOST/a
curl -d it\'s http://HOST/a
curl -d $'it\'s\n' http://HOST/a
curl -d $'\xc3\xa9' http://HOST/a
curl -d $'\303\251' http://HOST/a
curl -d $'\u00e9\u0021' http://HOST/a
curl -d $'a\\tb\tc\x41' http://HOST/a
curl --data-binary $'a\r\nb\n' http://HOST/a
curl --data-raw '@name' http://HOST/a
curl --data-ascii x=y http://HOST/a
curl --data-binary x=y http://HOST/a
curl --data-urlencode 'a=b c&d' http://HOST/a
curl --data-urlencode '=b c' http://HOST/a
curl --data-urlencode 'b c' http://HOST/a
curl --data-urlencode "a=é+~!*()'" http://HOST/a
curl --data-urlencode 'a=1' --data-urlencode 'b=2 3' -d c=4 http://HOST/a
curl -G http://HOST/a -d a=1 -d b=2
curl -G 'http://HOST/a?z=0' --data-urlencode 'q=x y'
curl -G http://HOST/a
curl --get --data-urlencode 'from=2026-01-01T00:00:00+10:00' http://HOST/a
curl -G -I http://HOST/a -d a=1
curl -G -X POST http://HOST/a -d a=1
curl --url-query 'a=b c' http://HOST/a
curl --url-query a=1 --url-query '+b=%20' 'http://HOST/a?z=1'
curl --url-query a=1 -d b=2 http://HOST/a
curl --json '{"a":1}' http://HOST/a
curl --json '{"a":1' --json ',"b":2}' http://HOST/a
curl --json '{"a":1}' -H 'Content-Type: application/vnd.x+json' http://HOST/a
curl --json '{"a":1}' -X PUT -H 'Accept: text/plain' http://HOST/a
curl --json '{}' -d x http://HOST/a
curl -F a=b http://HOST/a
curl -F a=b -F 'c=d e' http://HOST/a
curl -F 'a=b;type=text/plain' http://HOST/a
curl -F 'a="b;type=x"' http://HOST/a
curl -F 'a={"x":1};type=application/json' http://HOST/a
curl --form-string 'a=@b;type=c' http://HOST/a
curl -F 'a=b;filename=f.txt' http://HOST/a
curl -F 'a"b=c' http://HOST/a
curl -F 'a=é' -X PUT http://HOST/a
curl -H 'X-A: 1' http://HOST/a
curl -H 'X-A:1' -H 'X-B:  2 ' http://HOST/a
curl -H 'X-Empty;' http://HOST/a
curl -H 'X-None:' http://HOST/a
curl -H 'X-A: 1' -H 'X-A: 2' http://HOST/a
curl -H 'Accept:' http://HOST/a
curl -H 'Accept: text/csv' http://HOST/a
curl -H "X-A: a'b" -H 'X-B: a"b' -H X-C:\ c http://HOST/a
curl -H 'Content-Type: application/json' -d '{"a":1}' http://HOST/a
curl -H 'content-type: text/xml' -d '<a/>' http://HOST/a
curl -H 'User-Agent: me' http://HOST/a
curl -A 'me/1.0 (x)' http://HOST/a
curl -A one -H 'User-Agent: two' http://HOST/a
curl -e http://from/ http://HOST/a
curl -e 'http://from/;auto' http://HOST/a
curl -b a=1 http://HOST/a
curl -b 'a=1; b=2' http://HOST/a
curl -b a=1 -b b=2 http://HOST/a
curl --cookie 'sid=x y' -H 'Cookie: z=1' http://HOST/a
curl -r 0-99 http://HOST/a
curl -u anna:secret http://HOST/a
curl -u 'anna:pass word:x' http://HOST/a
curl --user anna: http://HOST/a
curl -u anna:one -H 'Authorization: Bearer two' http://HOST/a
curl --basic -u anna:secret http://HOST/a
curl http://anna:secret@HOST/a
curl http://anna:p%40ss@HOST/a
curl -u b:c http://anna:secret@HOST/a
curl http://anna@HOST/a
curl --oauth2-bearer abc.def http://HOST/a
curl --oauth2-bearer abc -H 'Authorization: Bearer two' http://HOST/a
curl -H 'Authorization: Bearer abc' http://HOST/a
curl -H "Authorization: Basic $(echo -n anna:secret | base64)" http://HOST/a
curl -H "Authorization: Basic $(printf 'anna:%s' secret | base64 -w0)" http://HOST/a
curl --compressed http://HOST/a
curl -k http://HOST/a
curl -sSLfv http://HOST/a
curl -q http://HOST/a
curl -s -o /dev/null -w '%{http_code}' http://HOST/a
curl --silent --show-error --fail --location --max-time 5 --connect-timeout 3 --retry 0 http://HOST/a
curl -0 http://HOST/a
curl --http1.1 -4 -N http://HOST/a
curl -i -D - http://HOST/a
curl --no-keepalive --no-buffer http://HOST/a
curl http://HOST/a -o /dev/null --next http://HOST/b
curl --proto-default http HOST/a
curl -g 'http://HOST/a?b[c]=1&d={e}'
curl 'http://HOST/{a,b}'
curl 'http://HOST/[1-3]'
curl 'http://HOST/[07-10]?x={y,z}'
curl 'http://HOST/[a-c:2]'
curl 'http://HOST/a?b\[c\]=1'
curl http://HOST/a http://HOST/b
curl -X POST http://HOST/a -H 'Content-Length: 0'
TOKEN=abc; curl -H "Authorization: Bearer $TOKEN" http://HOST/a
TOKEN="a b"; curl -H "X-T: ${'$'}{TOKEN}" -d "$TOKEN" http://HOST/a
export BASE=http://HOST; curl $BASE/a
BASE=http://HOST ID=7; curl "$BASE/a/$ID?x=${'$'}{NONE:-9}"
OPTS="-s -X POST"; curl $OPTS http://HOST/a
A=1 curl http://HOST/a
env A=b curl http://HOST/a
time curl http://HOST/a
command curl http://HOST/a
bash -c 'curl -d "a b" http://HOST/a'
sh -c "curl -H 'X-A: 1' http://HOST/a"
echo '{"a":1}' | curl -d @- http://HOST/a
echo '{"a":1}' | curl --data-binary @- http://HOST/a
echo -n 'x y' | curl --data-binary @- http://HOST/a
printf '%s\n%s' a b | curl -d @- http://HOST/a
printf 'a=%s' 1 | curl -X PUT -d @- http://HOST/a
echo 'x y' | curl --data-urlencode q@- http://HOST/a
echo '{"a":1}' | curl --json @- http://HOST/a
echo hello | curl -T - http://HOST/a
curl -d @- http://HOST/a <<< 'x y'
curl http://HOST/a | cat
curl http://HOST/a > /dev/null
curl http://HOST/a 2>/dev/null
curl http://HOST/a 2>&1
curl http://HOST/a && echo done
curl http://HOST/a; echo done
curl http://HOST/a || true
( curl http://HOST/a )
{ curl http://HOST/a; }
R=$(curl -s http://HOST/a)
if curl -s http://HOST/a; then echo x; fi
for i in 1; do curl http://HOST/a; done
curl http://HOST/a # remark
curl -d 'a#b' http://HOST/a
curl -d a#b http://HOST/a
curl -d "a\$b" http://HOST/a
curl -d 'a$b' http://HOST/a
curl -d "a${'`'}printf b${'`'}" http://HOST/a
curl -d a\ b\"c http://HOST/a
curl -d 'a|b>c&d;e' http://HOST/a
`
  .trim()
  .split('\n')
  .concat([
    "curl -X POST \\\n  -H 'X-A: 1' \\\n  http://HOST/a",
    'curl -d @- http://HOST/a <<EOF\n{\n  "a": 1\n}\nEOF',
    'curl --data-binary @- http://HOST/a <<\'EOF\'\n{\n  "a": "$b"\n}\nEOF',
    'N=7\ncurl --data-binary @- http://HOST/a <<EOF\n{"n": $N, "m": "\\$N", "q": "\\"}\nEOF',
    'curl --data-binary @- http://HOST/a <<-END\n\ta\n\tb\n\tEND',
    'cat <<EOF | curl --data-binary @- http://HOST/a\nx\ny\nEOF',
    'curl -d "$(cat <<EOF\n{"a":\n1}\nEOF\n)" http://HOST/a',
    'curl -d \'{\n  "a": 1\n}\' http://HOST/a',
    'curl -d "a\\\nb" http://HOST/a',
    '# first\ncurl http://HOST/a\n# then\n',
    'BODY=\'{"a": "b c"}\'\ncurl -H \'Content-Type: application/json\' -d "$BODY" http://HOST/a',
  ])
