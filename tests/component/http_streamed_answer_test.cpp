// Answers that come from a source, piece by piece.
#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "http/reply.h"
#include "http/server.h"
#include "json/json.h"
#include "raw_connection.h"
#include "support/environment.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

using std::chrono::milliseconds;
constexpr std::chrono::seconds kTimeout{20};
constexpr std::uint64_t kEndless = 1ULL << 50;

char At(std::uint64_t place) { return static_cast<char>('a' + place % 26); }

// What a test sees of the sources that were made.
struct Seen {
  std::atomic<std::uint64_t> given{0};
  std::atomic<int> open{0};
};

// Gives `size` letters in pieces of `piece`, and throws after `fails_after` of them.
class Letters : public ByteSource {
 public:
  Letters(Seen& seen, std::uint64_t size, std::uint64_t piece, std::uint64_t fails_after)
      : seen_(seen), size_(size), piece_(piece), fails_after_(fails_after) {
    ++seen_.open;
  }
  ~Letters() override { --seen_.open; }

  std::size_t Read(std::span<char> into) override {
    if (given_ >= fails_after_) throw Unavailable("secret store gone");
    const auto size = std::min({std::uint64_t{into.size()}, piece_, size_ - given_});
    for (std::uint64_t i = 0; i < size; ++i) into[i] = At(given_ + i);
    given_ += size;
    seen_.given += size;
    return size;
  }

 private:
  Seen& seen_;
  const std::uint64_t size_;
  const std::uint64_t piece_;
  const std::uint64_t fails_after_;
  std::uint64_t given_ = 0;
};

class HttpStreamedAnswers : public testing::Test {
 protected:
  void Serve(ServerOptions options = {.threads = 2}) {
    Router router(test::Believing());
    test::Serve(router, "GET", "/quick", [](const Request&) { return Json("{}"); });
    const auto number = [](const Call& call, const char* name, std::uint64_t otherwise) {
      const auto given = call.query(name);
      return given ? std::stoull(*given) : otherwise;
    };
    const Handler letters = [this, number](const Call& call) {
      Response response{200, "", "text/plain"};
      response.status = static_cast<int>(number(call, "status", 200));
      response.source =
          std::make_shared<Letters>(seen_, number(call, "size", 0), number(call, "piece", 1 << 20),
                                    number(call, "failsAfter", kEndless));
      if (const auto announced = number(call, "announced", kEndless); announced != kEndless) {
        response.source_size = announced;
      }
      return response;
    };
    Route route{.method = "GET",
                .pattern = "/letters",
                .access = auth::Access::Anyone(),
                .query = {"size", "piece", "failsAfter", "announced", "status"},
                .streams_answer = true};
    router.Add(route, letters);
    route.pattern = "/undeclared";
    route.streams_answer = false;
    router.Add(route, letters);
    options.access_log = false;
    server_ = std::make_unique<Server>(std::move(options), std::move(router), registry_);
    server_->Start();
  }

  static std::string Get(const std::string& target, const std::string& fields = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
  }
  static constexpr const char* kClose = "Connection: close\r\n";
  std::string Ask(const std::string& bytes) {
    const RawConnection connection(server_->port());
    connection.Send(bytes);
    return connection.ReadToEnd();
  }
  static std::string BodyOf(const std::string& answer) {
    return answer.substr(std::min(answer.find("\r\n\r\n") + 4, answer.size()));
  }
  // The bytes of a chunked body; nothing when it is not whole.
  static std::optional<std::string> Unchunked(const std::string& chunked) {
    std::string body;
    for (std::size_t at = 0;;) {
      const auto line = chunked.find("\r\n", at);
      if (line == std::string::npos) return std::nullopt;
      const auto size = std::stoul(chunked.substr(at, line - at), nullptr, 16);
      if (line + 4 + size > chunked.size()) return std::nullopt;
      body += chunked.substr(line + 2, size);
      at = line + 4 + size;
      if (size == 0) return at == chunked.size() ? std::optional(body) : std::nullopt;
    }
  }
  static bool AreLetters(const std::string& body, std::size_t size) {
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (body[i] != At(i)) return false;
    }
    return body.size() == size;
  }
  bool SourcesAreFreed() {
    return test::Eventually(kTimeout, [this] { return seen_.open == 0; });
  }
  bool WasCut() {
    return test::Eventually(kTimeout, [this] {
      return registry_.Text().find("http_server_cut_answers_total{server=\"api\"} 1") !=
             std::string::npos;
    });
  }

  Seen seen_;
  metrics::Registry registry_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpStreamedAnswers, ComeWholeInChunksOrByTheirLength) {
  Serve();
  for (const std::size_t size : {1U, 65'535U, 65'536U, 65'537U, 1'000'003U}) {
    for (const std::string piece : {"777", "1000000"}) {
      const auto target = "/letters?size=" + std::to_string(size) + "&piece=" + piece;
      const auto chunked = Ask(Get(target, kClose));
      EXPECT_NE(chunked.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
      EXPECT_TRUE(AreLetters(Unchunked(BodyOf(chunked)).value_or(""), size)) << target;
      const auto sized = Ask(Get(target + "&announced=" + std::to_string(size), kClose));
      EXPECT_NE(sized.find("Content-Length: " + std::to_string(size) + "\r\n"), std::string::npos);
      EXPECT_TRUE(AreLetters(BodyOf(sized), size)) << target;
    }
  }
  EXPECT_TRUE(SourcesAreFreed());
}

TEST_F(HttpStreamedAnswers, TheConnectionIsKeptForTheNextRequest) {
  Serve();
  const auto answers = Ask(Get("/letters?size=200000") + Get("/letters?size=3&announced=3") +
                           Get("/letters?size=0") + Get("/quick", kClose));
  EXPECT_NE(answers.find("\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"), std::string::npos);
  EXPECT_NE(answers.find("\r\n\r\nabcHTTP/1.1 200 OK\r\n"), std::string::npos);
  EXPECT_NE(answers.find("Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n"), std::string::npos);
  EXPECT_TRUE(answers.ends_with("{}"));
}

TEST_F(HttpStreamedAnswers, HeadAndAnswersWithoutABodyReadNothing) {
  Serve();
  const auto head =
      Ask("HEAD /letters?size=9&announced=9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 9\r\n"), std::string::npos) << head;
  EXPECT_EQ(BodyOf(head), "");
  EXPECT_EQ(BodyOf(Ask(Get("/letters?size=9&status=204", kClose))), "");
  EXPECT_EQ(seen_.given, 0U);
  EXPECT_TRUE(SourcesAreFreed());
}

TEST_F(HttpStreamedAnswers, AnEarlierClientGetsThemUntilTheConnectionEnds) {
  Serve();
  const auto answer = Ask("GET /letters?size=200000 HTTP/1.0\r\nHost: x\r\n\r\n");
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_TRUE(AreLetters(BodyOf(answer), 200'000));
}

TEST_F(HttpStreamedAnswers, WhatFailsAtOnceIsAProblem) {
  Serve();
  const auto answer = Ask(Get("/letters?size=9&failsAfter=0", kClose));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503")) << answer;
  EXPECT_EQ(answer.find("secret"), std::string::npos) << answer;
  for (const auto* wrong :
       {"/letters?size=9&announced=8", "/letters?size=0&announced=1", "/undeclared?size=9"}) {
    EXPECT_TRUE(Ask(Get(wrong, kClose)).starts_with("HTTP/1.1 500")) << wrong;
  }
  EXPECT_TRUE(SourcesAreFreed());
}

TEST_F(HttpStreamedAnswers, WhatFailsInTheMiddleNeverLooksWhole) {
  Serve();
  const auto chunked = Ask(Get("/letters?size=900000&failsAfter=200000"));
  EXPECT_TRUE(chunked.starts_with("HTTP/1.1 200"));
  EXPECT_EQ(Unchunked(BodyOf(chunked)), std::nullopt);
  EXPECT_TRUE(WasCut());
  const auto sized = Ask(Get("/letters?size=900000&failsAfter=200000&announced=900000"));
  EXPECT_LT(BodyOf(sized).size(), 900'000U);
  const auto less = Ask(Get("/letters?size=200000&announced=200001"));
  EXPECT_LT(BodyOf(less).size(), 200'001U);
  const auto more = Ask(Get("/letters?size=200001&announced=200000"));
  EXPECT_LT(BodyOf(more).size(), 200'000U);
  EXPECT_TRUE(SourcesAreFreed());
}

TEST_F(HttpStreamedAnswers, WithoutAFrameAFailureBreaksTheConnection) {
  Serve();
  const RawConnection earlier(server_->port());
  earlier.Send("GET /letters?size=900000&failsAfter=200000 HTTP/1.0\r\nHost: x\r\n\r\n");
  (void)earlier.ReadToEnd();
  EXPECT_TRUE(earlier.reset());
}

TEST_F(HttpStreamedAnswers, ASourceIsReadNoFasterThanTheClientTakesAndHoldsNoThread) {
  Serve({.threads = 1});
  std::deque<RawConnection> unread;
  for (int i = 0; i < 3; ++i) {
    unread.emplace_back(server_->port()).Send(Get("/letters?size=1000000000000"));
  }
  // Once the kernels hold what they take, no more is read; others are served all the time.
  std::uint64_t before = 0;
  ASSERT_TRUE(test::Eventually(kTimeout, [&] {
    for (int i = 0; i < 20; ++i) {
      if (!Ask(Get("/quick", kClose)).ends_with("{}")) return false;
    }
    return seen_.open == 3 && std::exchange(before, seen_.given.load()) == seen_.given;
  }));
  EXPECT_LT(seen_.given, 100'000'000U);
}

TEST_F(HttpStreamedAnswers, AClientThatTakesNothingIsCut) {
  Serve({.threads = 2, .write_within = milliseconds(200)});
  const RawConnection unread(server_->port());
  unread.Send(Get("/letters?size=1000000000000"));
  EXPECT_TRUE(WasCut());
  EXPECT_TRUE(SourcesAreFreed());
}

TEST_F(HttpStreamedAnswers, AClientThatVanishesFreesTheSource) {
  Serve();
  {
    const RawConnection client(server_->port());
    client.Send(Get("/letters?size=1000000000000"));
    EXPECT_NE(client.Read(100'000).find("abc"), std::string::npos);
  }
  EXPECT_TRUE(SourcesAreFreed());
}

TEST_F(HttpStreamedAnswers, StoppingCutsWhatDoesNotEnd) {
  Serve({.threads = 2, .stream_drain = milliseconds(50)});
  const RawConnection client(server_->port());
  client.Send(Get("/letters?size=1000000000000"));
  ASSERT_TRUE(test::Eventually(kTimeout, [this] { return seen_.given > 0; }));
  std::string answer;
  std::thread reading([&] {
    while (const auto size = client.Read(1 << 20).size()) answer = std::to_string(size);
  });
  server_->Stop();
  reading.join();
  EXPECT_NE(answer, "");
  EXPECT_TRUE(WasCut());
  EXPECT_EQ(seen_.open, 0);
}

TEST_F(HttpStreamedAnswers, StoppingLetsWhatEndsInTimeEnd) {
  Serve();
  const RawConnection client(server_->port());
  client.Send(Get("/letters?size=20000000"));
  ASSERT_TRUE(test::Eventually(kTimeout, [this] { return seen_.given > 0; }));
  std::thread stopping([this] { server_->Stop(); });
  ASSERT_TRUE(
      test::Eventually(kTimeout, [this] { return !RawConnection(server_->port()).connected(); }));
  const auto answer = client.ReadToEnd();
  stopping.join();
  EXPECT_TRUE(AreLetters(Unchunked(BodyOf(answer)).value_or(""), 20'000'000));
}

}  // namespace
}  // namespace erp::http
