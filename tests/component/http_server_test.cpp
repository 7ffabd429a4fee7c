// The HTTP server over real sockets, including requests that no client library would send.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "http/client.h"
#include "http/language.h"
#include "http/operator.h"
#include "http/reply.h"
#include "http/server.h"
#include "json/json.h"
#include "observe/trace.h"
#include "raw_connection.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

class HttpServer : public testing::Test {
 protected:
  void SetUp() override {
    Router router(test::Believing());
    router.Add({.method = "GET", .pattern = "/things/{id}", .access = auth::Access::Anyone()},
               [](const http::Call& call) {
                 return Json(json::Dump({{"id", call.id<RequestId>("id").value()}}));
               });
    test::Serve(router, "POST", "/things", [this](const Request& request) {
      ++handled_;
      const auto body = json::Parse(request.body);
      if (!body) return Problem(body.error());
      return Created(request.body, "things/1");
    });
    test::Serve(router, "POST", "/trace", [](const Request&) {
      return Json(json::Dump({{"trace", trace::Current()->trace_id}}));
    });
    test::Serve(router, "GET", "/away",
                [](const Request&) -> Response { throw Unavailable("secret host down"); });
    test::Serve(router, "GET", "/bug",
                [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
    server_ = std::make_unique<Server>(ServerOptions{.threads = 8, .max_body = 1024},
                                       std::move(router), registry_);
    server_->Start();
    client_ = std::make_unique<Client>(
        ClientOptions{.name = "test",
                      .base_url = "http://127.0.0.1:" + std::to_string(server_->port())},
        registry_);
  }

  Response Call(const std::string& method,
                const std::string& path,
                const std::string& body = "",
                const Headers& headers = {}) {
    return client_->Send(method, path, body, headers, Deadline::After(std::chrono::seconds(10)));
  }

  std::string Raw(const std::string& bytes) {
    const RawConnection connection(server_->port());
    connection.Send(bytes);
    return connection.ReadToEnd();
  }

  static std::string Code(const Response& response) {
    const auto body = json::Parse(response.body);
    return body && body->contains("code") ? (*body)["code"].get<std::string>() : "";
  }

  metrics::Registry registry_;
  std::atomic<int> handled_{0};
  std::unique_ptr<Server> server_;
  std::unique_ptr<Client> client_;
};

TEST_F(HttpServer, AnswersRoutesAndEveryErrorAsAProblem) {
  EXPECT_EQ(Call("GET", "/things/7").body, R"({"id":7})");
  EXPECT_EQ(Call("POST", "/things", "{}").status, 201);
  const auto missing = Call("GET", "/nothing");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.content_type, "application/problem+json");
  EXPECT_EQ(Call("GET", "/things/0").status, 404);
  EXPECT_EQ(Call("DELETE", "/things").status, 405);
  EXPECT_EQ(Code(Call("POST", "/things", "{")), "malformed-json");
}

std::string HeaderOf(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST_F(HttpServer, ALocationIsRightAlsoAfterASlashAtTheEnd) {
  EXPECT_EQ(HeaderOf(Call("POST", "/things", "{}"), "Location"), "things/1");
  EXPECT_EQ(HeaderOf(Call("POST", "/things/", "{}"), "Location"), "../things/1");
}

TEST_F(HttpServer, WhatPeopleReadIsInTheLanguageTheyAskFor) {
  const auto korean = Call("GET", "/nothing");
  EXPECT_EQ(HeaderOf(korean, "Content-Language"), "ko");
  EXPECT_EQ(HeaderOf(korean, "Vary"), "Accept-Language");
  EXPECT_NE(korean.body.find("아무것도 없습니다"), std::string::npos) << korean.body;
  const auto english = Call("GET", "/nothing", "", {{"Accept-Language", "en"}});
  EXPECT_EQ(HeaderOf(english, "Content-Language"), "en");
  EXPECT_NE(english.body.find("There is nothing"), std::string::npos) << english.body;
  EXPECT_EQ(HeaderOf(Call("GET", "/things/7"), "Content-Language"), "") << "no sentence in it";
}

TEST_F(HttpServer, ACallToAnotherServiceAsksInTheLanguageOfTheRequest) {
  const LanguageScope english(Language::kEnglish);
  EXPECT_EQ(HeaderOf(Call("GET", "/nothing"), "Content-Language"), "en");
}

TEST_F(HttpServer, HeadersThatMustBeSingleAreRefusedWhenRepeated) {
  for (const std::string name :
       {"Idempotency-Key", "If-Match", "Authorization", "Content-Type", "Content-Length", "Host"}) {
    const auto answer =
        Raw("GET /things/7 HTTP/1.1\r\nHost: x\r\n" + name + ": 1\r\n" + name + ": 2\r\n\r\n");
    EXPECT_NE(answer.find("HTTP/1.1 400"), std::string::npos) << name << answer;
  }
}

TEST_F(HttpServer, ExceptionsBecome503And500WithoutTheirText) {
  const auto away = Call("GET", "/away");
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.body.find("secret"), std::string::npos);
  const auto bug = Call("GET", "/bug");
  EXPECT_EQ(bug.status, 500);
  EXPECT_EQ(bug.body.find("secret"), std::string::npos);
  for (const auto& [name, value] : bug.headers) EXPECT_EQ(value.find("secret"), std::string::npos);
}

TEST_F(HttpServer, ATraceIsContinuedAndAnswered) {
  const auto response =
      Raw("POST /trace HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
          "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n");
  EXPECT_NE(response.find(R"({"trace":"4bf92f3577b34da6a3ce929d0e0e4736"})"), std::string::npos);
  EXPECT_NE(response.find("traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-"), std::string::npos);
}

TEST_F(HttpServer, BodiesOverTheLimitAre413HoweverTheyAreFramed) {
  EXPECT_EQ(Call("POST", "/things", std::string(2000, 'x')).status, 413);
  std::string chunked =
      "POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 8; ++i) chunked += "100\r\n" + std::string(256, 'x') + "\r\n";
  chunked += "0\r\n\r\n";
  EXPECT_NE(Raw(chunked).find("HTTP/1.1 413"), std::string::npos);
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServer, ALegalChunkedBodyIsTaken) {
  const auto response =
      Raw("POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
          "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
          "2\r\n{}\r\n0\r\n\r\n");
  EXPECT_NE(response.find("HTTP/1.1 201"), std::string::npos);
}

TEST_F(HttpServer, DoubtfulFramingIsRefusedAndNeverSmugglesASecondRequest) {
  const std::string smuggled = "GET /things/9 HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string head = "POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  for (const std::string& request :
       {head + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + smuggled,
        head + "Content-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        head + "Content-Length: abc\r\n\r\n" + smuggled,
        head + "Content-Length: -1\r\n\r\n" + smuggled,
        head + "Transfer-Encoding: gzip, chunked\r\n\r\n" + smuggled,
        head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
            smuggled,
        head + "Content-Length: 0\r\nX: a\r\n b\r\n\r\n" + smuggled,
        head + "Content-Length: 0\nX: a\r\n\r\n" + smuggled,
        head + "Content-Length: 0\rX: a\r\n\r\n" + smuggled,
        head + "Content-Length : 0\r\n\r\n" + smuggled,
        head + "Content-Length: +2\r\n\r\n" + smuggled,
        head + std::string("X: a") + '\0' + "b\r\nContent-Length: 0\r\n\r\n" + smuggled,
        head + "Transfer-Encoding: chunked\r\n\r\n2;\r\n{}\r\nzz\r\n\r\n" + smuggled,
        "POST /things HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
        "POST /things HTTP/1.1\nHost: x\nContent-Length: 0\n\n" + smuggled,
        "POST /things HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + smuggled,
        "POST /things HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n" + smuggled,
        "GET /things/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 44\r\n\r\n" + smuggled,
        "GET /things/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
            smuggled}) {
    const auto response = Raw(request);
    EXPECT_NE(response.find("HTTP/1.1 400"), std::string::npos) << request;
    EXPECT_NE(response.find("\"traceId\""), std::string::npos) << response;
    EXPECT_EQ(response.find(R"({"id":9})"), std::string::npos) << request;
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServer, DoubtfulHeadersAreRefused) {
  const auto status = [this](const std::string& lines) {
    return Raw("GET /things/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + "\r\n")
        .substr(0, 12);
  };
  EXPECT_EQ(status("X-Fine: a\tb\r\n"), "HTTP/1.1 200");
  EXPECT_EQ(status("Content-Length : 0\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(status("X Y: 1\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(status(std::string("X-Nul: a\0b\r\n", 13)), "HTTP/1.1 400");
  EXPECT_EQ(status("Idempotency-Key: a\r\nidempotency-key: b\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(status("Host: y\r\n"), "HTTP/1.1 400");
  std::string many;
  for (int i = 0; i < 200; ++i) many.append("X-").append(std::to_string(i)).append(": 1\r\n");
  EXPECT_EQ(status(many), "HTTP/1.1 431");
}

TEST_F(HttpServer, ADeleteTakesNoBody) {
  const auto answer =
      Raw("DELETE /things/7 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          "Content-Length: 2\r\n\r\n{}");
  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 400");
}

TEST_F(HttpServer, AClientSendsOneContentTypeAlsoWhenTheCallerNamesIt) {
  EXPECT_EQ(Call("POST", "/things", "{}").status, 201);
  EXPECT_EQ(Call("POST", "/things", "{}", {{"Content-Type", "application/json"}}).status, 201);
}

TEST_F(HttpServer, OtherMediaTypesAndEncodingsAre415) {
  EXPECT_NE(Raw("POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}")
                .find("HTTP/1.1 415"),
            std::string::npos);
  EXPECT_NE(Raw("POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")
                .find("HTTP/1.1 415"),
            std::string::npos);
  EXPECT_NE(Raw("POST /things HTTP/1.1\r\nHost: x\r\n"
                "Connection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                "Content-Length: 2\r\n\r\n{}")
                .find("HTTP/1.1 415"),
            std::string::npos);
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServer, APostWithoutAnyLengthIsAnsweredAtOnce) {
  const auto response = Raw("POST /trace HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(response.find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(HttpServer, GarbageIsAProblemAndOthersAreStillServed) {
  for (const std::string& bytes :
       {std::string("\x16\x03\x01\x02\n\r\n\r\n"), std::string("NONSENSE / HTTP/1.1\r\n\r\n"),
        std::string("GET /things/%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
        "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n"}) {
    const auto response = Raw(bytes);
    EXPECT_NE(response.find("HTTP/1.1 4"), std::string::npos) << response;
  }
  EXPECT_EQ(Call("GET", "/things/7").status, 200);
}

TEST_F(HttpServer, RangesNeverCutAnAnswer) {
  const auto response =
      Raw("GET /things/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=0-1\r\n\r\n");
  EXPECT_NE(response.find("HTTP/1.1 200"), std::string::npos);
  EXPECT_NE(response.find(R"({"id":7})"), std::string::npos);
}

TEST_F(HttpServer, StopDoesNotWaitForIdleKeepAliveConnections) {
  const RawConnection idle(server_->port());
  ASSERT_TRUE(idle.connected());
  idle.Send("GET /things/7 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(Call("GET", "/things/7").status, 200);
  const auto start = std::chrono::steady_clock::now();
  server_->Stop();
  // Far below the 5 s keep-alive; generous for a busy machine.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

TEST_F(HttpServer, StopLetsRunningRequestsBeAnswered) {
  std::atomic<bool> entered{false};
  Router router(test::Believing());
  test::Serve(router, "POST", "/slow", [&entered](const Request& request) {
    entered = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return Json(request.body);
  });
  Server slow(ServerOptions{.threads = 8}, std::move(router), registry_);
  slow.Start();
  std::string answer;
  std::thread client([&] {
    const RawConnection connection(slow.port());
    connection.Send(
        "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n{}");
    answer = connection.ReadToEnd();
  });
  while (!entered) std::this_thread::yield();
  slow.Stop();
  client.join();
  EXPECT_NE(answer.find("HTTP/1.1 200"), std::string::npos) << answer;
}

TEST_F(HttpServer, APortThatIsTakenIsOneClearError) {
  Server second(ServerOptions{.port = server_->port()}, Router(test::Believing()), registry_);
  try {
    second.Start();
    FAIL() << "two servers share a port";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find(std::to_string(server_->port())), std::string::npos);
  }
}

TEST_F(HttpServer, MetricsCountByRouteAndStatusClass) {
  (void)Call("GET", "/things/1");
  (void)Call("GET", "/things/2");
  const auto text = registry_.Text();
  EXPECT_NE(text.find("http_server_requests_total{http_request_method=\"GET\","
                      "http_route=\"/things/{id}\",server=\"api\",status=\"2xx\"} 2"),
            std::string::npos)
      << text;
}

TEST_F(HttpServer, AClientWithNobodyListeningIsUnavailable) {
  Client lonely(ClientOptions{.name = "nobody", .base_url = "http://127.0.0.1:1"}, registry_);
  EXPECT_THROW((void)lonely.Send("GET", "/", "", {}, Deadline::After(std::chrono::seconds(1))),
               Unavailable);
}

TEST(OperatorRoutes, RoutesSayWhatIsStreamed) {
  metrics::Registry registry;
  const health::Health health;
  Router api(test::Believing());
  const auto nothing = [](const http::Call&) { return NoContent(); };
  const auto anyone = auth::Access::Anyone();
  api.Add({.method = "PUT",
           .pattern = "/files/{id}",
           .access = anyone,
           .body = Body::kStreamed,
           .upload = {.media_types = {"*/*"}, .max_bytes = 9}},
          nothing);
  api.Add({.method = "GET", .pattern = "/files/{id}", .access = anyone, .streams_answer = true},
          nothing);
  Router router(test::Believing());
  AddOperatorRoutes(router, "svc", "1", health, registry, api);
  const Request request;
  const auto answer = router.Find("GET", "/routes").entry->handler(http::Call{request});
  const auto routes = json::Parse(answer.body).value()["api"];
  EXPECT_EQ(routes[0]["streamedBody"], true);
  EXPECT_EQ(routes[0]["streamedAnswer"], false);
  EXPECT_EQ(routes[0]["body"], true);
  EXPECT_EQ(routes[1]["streamedBody"], false);
  EXPECT_EQ(routes[1]["streamedAnswer"], true);
}

TEST(OperatorRoutes, ReadinessNamesWhatIsAway) {
  metrics::Registry registry;
  health::Health health;
  health.Add("store", [] { return std::optional<std::string>("refused"); });
  const Router api(test::Believing());
  Router router(test::Believing());
  AddOperatorRoutes(router, "svc", "1", health, registry, api);
  const Request request;
  const http::Call call{request};
  const auto ready = router.Find("GET", "/readyz").entry->handler(call);
  EXPECT_EQ(ready.status, 503);
  EXPECT_NE(ready.body.find("\"store\""), std::string::npos);
  EXPECT_NE(ready.body.find("\"need\":\"required\""), std::string::npos) << ready.body;
  EXPECT_EQ(router.Find("GET", "/livez").entry->handler(call).status, 200);
  EXPECT_NE(router.Find("GET", "/metrics").entry->handler(call).body.find("build_info"),
            std::string::npos);
}

}  // namespace
}  // namespace erp::http
