// What bounds the HTTP server: requests, connections, slow senders, late handlers, stopping.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "common/clock.h"
#include "http/reply.h"
#include "http/server.h"
#include "raw_connection.h"
#include "support/barrier.h"
#include "support/stand_in.h"

namespace erp::http {
namespace {

using std::chrono::milliseconds;

const std::string kGet = "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kGetAndClose = "GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
const std::string kSlow = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kGetLarge = "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
constexpr std::size_t kLarge = 16 * 1024 * 1024;  // more than the kernel takes unread

class HttpLimits : public testing::Test {
 protected:
  void TearDown() override { barrier_.Open(); }

  void Serve(ServerOptions options) {
    Router router(test::Believing());
    test::Serve(router, "GET", "/quick", [](const Request&) { return Json("{}"); });
    test::Serve(router, "POST", "/quick", [](const Request&) { return Json("{}"); });
    test::Serve(router, "GET", "/slow", [this](const Request&) {
      barrier_.Enter();
      return Json(R"({"slow":true})");
    });
    const auto anyone = auth::Access::Anyone();
    router.Add(
        {.method = "GET", .pattern = "/late", .access = anyone, .answer_within = milliseconds(20)},
        [this](const http::Call&) {
          barrier_.Enter();
          return Json(R"({"slow":true})");
        });
    router.Add({.method = "GET", .pattern = "/large", .access = anyone, .answer_bytes = kLarge},
               [this](const http::Call&) {
                 barrier_.Enter();
                 return Json('"' + std::string(kLarge - 2, 'x') + '"');
               });
    options.access_log = false;
    server_ = std::make_unique<Server>(std::move(options), std::move(router), registry_);
    server_->Start();
  }

  std::string Ask(const std::string& bytes) {
    const RawConnection connection(server_->port());
    connection.Send(bytes);
    return connection.ReadToEnd();
  }

  static void ExpectOverloaded(const std::string& answer) {
    EXPECT_NE(answer.find("HTTP/1.1 503"), std::string::npos) << answer;
    EXPECT_NE(answer.find("\"code\":\"overloaded\""), std::string::npos) << answer;
    EXPECT_NE(answer.find("Retry-After: 1"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
  }

  bool Counted(const std::string& reason) {
    return registry_.Text().find("http_server_refused_total{reason=\"" + reason +
                                 "\",server=\"api\"} 1") != std::string::npos;
  }

  metrics::Registry registry_;
  test::Barrier barrier_;  // handlers of /slow stay inside until it is opened
  std::unique_ptr<Server> server_;
};

TEST_F(HttpLimits, ARequestBeyondThePoolAndItsQueueIsRefusedWhileTheOthersStillRun) {
  Serve({.threads = 1, .queue = 0});
  const RawConnection running(server_->port());
  running.Send(kSlow);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  ExpectOverloaded(Ask(kGetAndClose));
  EXPECT_TRUE(Counted("requests"));
  barrier_.Open();
  EXPECT_NE(running.Read(12).find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(HttpLimits, ARequestThatWaitedTooLongIsRefusedInsteadOfAnsweredLate) {
  Serve({.threads = 1, .queue = 1, .longest_wait = milliseconds(100)});
  const RawConnection running(server_->port());
  running.Send(kSlow);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  const RawConnection waiting(server_->port());
  waiting.Send(kGet);
  ExpectOverloaded(Ask(kGet));  // the queue is full: the one before is in it
  const auto waited = Deadline::After(milliseconds(100));
  while (!waited.Expired()) ExpectOverloaded(Ask(kGet));
  barrier_.Open();
  ExpectOverloaded(waiting.ReadToEnd());
}

TEST_F(HttpLimits, TwoThousandIdleConnectionsStarveNobody) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  Serve({.threads = 2});
  std::deque<RawConnection> idle;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(idle.emplace_back(server_->port()).connected()) << i;  // says nothing
    ASSERT_TRUE(idle.emplace_back(server_->port()).connected()) << i;
    idle.back().Send("GET /quick HT");  // never ends its head
  }
  EXPECT_NE(Ask(kGetAndClose).find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(HttpLimits, TheLongestIdleConnectionIsClosedForANewOne) {
  Serve({.threads = 2, .connections = 2});
  const RawConnection first(server_->port());
  first.Send(kGet);
  ASSERT_NE(first.Read(12).find("200"), std::string::npos);
  const RawConnection second(server_->port());
  second.Send(kGet);
  ASSERT_NE(second.Read(12).find("200"), std::string::npos);
  EXPECT_NE(Ask(kGetAndClose).find("HTTP/1.1 200"), std::string::npos);
  EXPECT_NE(first.ReadToEnd().find("{}"), std::string::npos);  // ended; not after ten seconds
}

TEST_F(HttpLimits, AConnectionBeyondTheBoundIsRefusedWhenNoneIsIdle) {
  Serve({.threads = 2, .connections = 1});
  const RawConnection running(server_->port());
  running.Send(kSlow);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  ExpectOverloaded(Ask(kGet));
  EXPECT_TRUE(Counted("connections"));
}

TEST_F(HttpLimits, AHeadThatDripsIs408) {
  Serve({.threads = 2, .head_within = milliseconds(150)});
  const RawConnection slow(server_->port());
  std::promise<void> answered;
  std::thread drip([&, ended = answered.get_future()] {
    const auto deadline = Deadline::After(milliseconds(10'000));
    // A byte every 10 ms is how slow this client is.
    while (ended.wait_for(milliseconds(10)) == std::future_status::timeout && !deadline.Expired()) {
      slow.Send("G");
    }
  });
  EXPECT_NE(slow.Read(12).find("HTTP/1.1 408"), std::string::npos);
  answered.set_value();
  drip.join();
  EXPECT_TRUE(Counted("slow"));
}

TEST_F(HttpLimits, ABodyThatDoesNotComeIs408) {
  Serve({.threads = 2, .body_within = milliseconds(50)});
  EXPECT_NE(Ask("POST /quick HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                "Content-Length: 10\r\n\r\n{")
                .find("HTTP/1.1 408"),
            std::string::npos);
}

TEST_F(HttpLimits, AHeadOf64KilobytesIs431AndSoAreTooManyFields) {
  Serve({.threads = 2});
  EXPECT_NE(Ask("GET /quick HTTP/1.1\r\nHost: x\r\nX: " + std::string(64 * 1024, 'a') + "\r\n\r\n")
                .find("HTTP/1.1 431"),
            std::string::npos);
  std::string many = "GET /quick HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 200; ++i) many += "X: y\r\n";
  EXPECT_NE(Ask(many + "\r\n").find("HTTP/1.1 431"), std::string::npos);
  EXPECT_NE(
      Ask("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n").find("HTTP/1.1 414"),
      std::string::npos);
}

TEST_F(HttpLimits, RequestsSentAheadAreAllAnsweredInOrder) {
  Serve({.threads = 4});
  const auto answers =
      Ask(kGet + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" +
          "POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" + kGetAndClose);
  std::vector<std::string> lines;
  for (std::size_t at = 0; (at = answers.find("HTTP/1.1 ", at)) != std::string::npos; ++at) {
    lines.push_back(answers.substr(at + 9, 3));
  }
  EXPECT_EQ(lines, (std::vector<std::string>{"200", "404", "200", "200"})) << answers;
}

TEST_F(HttpLimits, AnAnswerLaterThanItsRouteAllowsIs503AndWhatComesAfterIsDropped) {
  Serve({.threads = 2});
  const auto answer = Ask("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(answer.find("HTTP/1.1 503"), std::string::npos) << answer;
  EXPECT_NE(answer.find("\"code\":\"late\""), std::string::npos) << answer;
  EXPECT_EQ(answer.find("slow"), std::string::npos) << answer;
  barrier_.Open();
  EXPECT_NE(Ask(kGetAndClose).find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(HttpLimits, LargeAnswersAreMadeOnlyAsFarAsTheirBytesFitAndTheOthersWaitTheirTurn) {
  Serve({.threads = 8, .large_answers = 2 * kLarge});
  std::deque<RawConnection> asking;
  for (int i = 0; i < 4; ++i) asking.emplace_back(server_->port()).Send(kGetLarge);
  ASSERT_TRUE(barrier_.WaitForInside(2));
  // What is small goes on meanwhile, and by then a third large one would have begun as well.
  for (int i = 0; i < 20; ++i) ASSERT_NE(Ask(kGetAndClose).find("200"), std::string::npos);
  EXPECT_EQ(barrier_.entered(), 2);
  barrier_.Open();
  for (const auto& connection : asking) EXPECT_GT(connection.ReadToEnd().size(), kLarge);
  EXPECT_EQ(barrier_.entered(), 4);
}

TEST_F(HttpLimits, ALargeAnswerThatNobodyReadsIsHeldUntilItsClientIsGone) {
  barrier_.Open();
  Serve({.threads = 8, .large_answers = kLarge, .write_within = milliseconds(200)});
  const RawConnection unread(server_->port());
  unread.Send(kGetLarge);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  // Comes after the first one was given up, and whole.
  EXPECT_GT(Ask(kGetLarge).size(), kLarge);
}

// Reads the large answer in pieces with a pause before each; what came until the end.
std::size_t ReadSlowly(const RawConnection& connection, milliseconds pause) {
  constexpr std::size_t kPiece = kLarge / 32;
  std::size_t all = 0;
  for (;;) {
    std::this_thread::sleep_for(pause);  // the client that is meant here is slow
    const auto size = connection.Read(kPiece).size();
    all += size;
    if (size < kPiece) return all;
  }
}

TEST_F(HttpLimits, AClientThatKeepsReadingIsNotCutHoweverLongItTakes) {
  barrier_.Open();
  Serve({.threads = 1, .write_within = milliseconds(1000)});
  const RawConnection slow(server_->port());
  slow.Send(kGetLarge);
  EXPECT_GT(ReadSlowly(slow, milliseconds(100)), kLarge);
}

TEST_F(HttpLimits, AClientThatReadsSlowerThanTheSlowestAllowedIsCut) {
  barrier_.Open();
  Serve({.threads = 1, .write_within = milliseconds(200), .slowest_reader = 1'000'000'000});
  const RawConnection slow(server_->port());
  slow.Send(kGetLarge);
  EXPECT_LT(ReadSlowly(slow, milliseconds(100)), kLarge);
}

TEST_F(HttpLimits, MoreLargeAnswersThanMayWaitAreRefused) {
  Serve({.threads = 8, .queue = 0, .large_answers = kLarge});
  const RawConnection running(server_->port());
  running.Send(kGetLarge);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  ExpectOverloaded(Ask(kGetLarge));
  EXPECT_TRUE(Counted("large"));
  barrier_.Open();
  EXPECT_GT(running.ReadToEnd().size(), kLarge);
}

TEST_F(HttpLimits, ALargeAnswerThatWaitedTooLongIsRefusedAndNeverMade) {
  Serve({.threads = 8, .large_answers = kLarge, .large_wait = milliseconds(100)});
  const RawConnection running(server_->port());
  running.Send(kGetLarge);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  const RawConnection waiting(server_->port());
  waiting.Send(kGetLarge);
  ASSERT_NE(Ask(kGetAndClose).find("200"), std::string::npos);
  const auto waited = Deadline::After(milliseconds(100));
  while (!waited.Expired()) ASSERT_NE(Ask(kGetAndClose).find("200"), std::string::npos);
  barrier_.Open();
  EXPECT_GT(running.ReadToEnd().size(), kLarge);
  ExpectOverloaded(waiting.ReadToEnd());
  EXPECT_EQ(barrier_.entered(), 1);
}

TEST_F(HttpLimits, ExpectContinueIsAnsweredBeforeTheBodyAndOtherExpectationsAreRefused) {
  Serve({.threads = 2});
  const RawConnection polite(server_->port());
  polite.Send(
      "POST /quick HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: "
      "100-continue\r\n"
      "Connection: close\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(polite.Read(25), "HTTP/1.1 100 Continue\r\n\r\n");
  polite.Send("{}");
  EXPECT_NE(polite.ReadToEnd().find("HTTP/1.1 200"), std::string::npos);
  EXPECT_NE(Ask("POST /quick HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n")
                .find("HTTP/1.1 417"),
            std::string::npos);
}

TEST_F(HttpLimits, StoppingAnswersWhatHasArrivedAndSaysThatItCloses) {
  Serve({.threads = 2});
  const RawConnection running(server_->port());
  running.Send(kSlow);
  const RawConnection idle(server_->port());
  idle.Send(kGet);
  ASSERT_NE(idle.Read(12).find("200"), std::string::npos);
  ASSERT_TRUE(barrier_.WaitForInside(1));
  std::thread stopping([this] { server_->Stop(); });
  EXPECT_NE(idle.ReadToEnd().find("{}"), std::string::npos);  // closed while the other runs
  barrier_.Open();
  const auto answer = running.ReadToEnd();
  stopping.join();
  EXPECT_NE(answer.find("HTTP/1.1 200"), std::string::npos) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
  EXPECT_FALSE(RawConnection(server_->port()).connected());
}

}  // namespace
}  // namespace erp::http
