// A server with routes that stream their bodies, and what their handlers met.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/reply.h"
#include "http/server.h"
#include "raw_connection.h"
#include "support/barrier.h"
#include "support/environment.h"
#include "support/stand_in.h"

namespace erp::http {

class HttpUploads : public testing::Test {
 protected:
  using milliseconds = std::chrono::milliseconds;
  using Why = BodyCut::Why;
  static constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;
  static constexpr std::size_t kMaxHeld = 32 * 1024 * 1024;  // more than the kernels take unread
  static constexpr std::chrono::seconds kTimeout{20};

  void TearDown() override { barrier_.Open(); }

  void Serve(ServerOptions options) {
    Router router(test::Believing());
    test::Serve(router, "GET", "/quick", [](const Request&) { return Json("{}"); });
    // Answers with the number and the sum of the bytes.
    router.Add(Streamed("/files/{name}"),
               Noting([](const Call& call) { return Sum(call.streamed_body(), {}); }));
    // Reads one byte and goes on when the barrier is open.
    const Handler held = Noting([this](const Call& call) {
      char first = 0;
      const auto size = call.streamed_body().Read({&first, 1});
      barrier_.Enter();
      return Sum(call.streamed_body(), std::string(&first, size));
    });
    auto holding = Streamed("/held/{name}");
    holding.upload.max_bytes = kMaxHeld;
    router.Add(std::move(holding), held);
    auto late = Streamed("/late/{name}");
    late.answer_within = milliseconds(20);
    router.Add(std::move(late), held);
    // Answers without reading.
    router.Add(Streamed("/early/{name}"), [](const Call&) { return Json(R"({"early":true})"); });
    auto guarded = Streamed("/guarded/{id}");
    guarded.texts = {};
    guarded.access = auth::Access::Actor(auth::NamedInQuery("userId"));
    guarded.versioned = guarded.idempotent = true;
    guarded.upload.media_types = {"image/*", "application/pdf"};
    router.Add(std::move(guarded),
               Noting([](const Call& call) { return Sum(call.streamed_body(), {}); }));
    options.access_log = false;
    server_ = std::make_unique<Server>(std::move(options), std::move(router), registry_);
    server_->Start();
  }

  static Route Streamed(std::string pattern) {
    return {.method = "PUT",
            .pattern = std::move(pattern),
            .access = auth::Access::Anyone(),
            .body = Body::kStreamed,
            .upload = {.media_types = {"*/*"}, .max_bytes = kMaxBytes},
            .texts = {"name"}};
  }

  static Response Sum(ByteSource& body, const std::string& begun) {
    std::uint64_t bytes = 0;
    std::uint64_t sum = 0;
    const auto add = [&](std::span<const char> piece) {
      for (const char c : piece) sum = sum * 31 + static_cast<unsigned char>(c);
      bytes += piece.size();
    };
    add(begun);
    std::vector<char> piece(5000);
    while (const auto size = body.Read(piece)) add(std::span(piece).first(size));
    return Json(Text(bytes, sum));
  }
  static std::string Text(std::uint64_t bytes, std::uint64_t sum) {
    return std::to_string(bytes) + "/" + std::to_string(sum);
  }
  // What the handler answers to this body.
  static std::string SumOf(const std::string& body) {
    std::uint64_t sum = 0;
    for (const char c : body) sum = sum * 31 + static_cast<unsigned char>(c);
    return Text(body.size(), sum);
  }

  // Notes what the handler was told about a body that was cut.
  Handler Noting(Handler handler) {
    return [this, handler = std::move(handler)](const Call& call) {
      try {
        return handler(call);
      } catch (const BodyCut& cut) {
        const std::lock_guard lock(mutex_);
        cuts_.push_back(cut.why());
        throw;
      }
    };
  }
  bool HandlerMet(Why why) {
    return test::Eventually(kTimeout, [this, why] {
      const std::lock_guard lock(mutex_);
      return cuts_ == std::vector<Why>{why};
    });
  }

  static std::string Body(std::size_t size) {
    std::string body(size, '\0');
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>(i * 7 + i / 251);
    return body;
  }
  static std::string Head(const std::string& path, const std::string& fields) {
    return "PUT " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\n" + fields +
           "\r\n";
  }
  static std::string Sized(const std::string& path,
                           const std::string& body,
                           const std::string& fields = "") {
    return Head(path, fields + "Content-Length: " + std::to_string(body.size()) + "\r\n") + body;
  }
  static std::string Chunk(const std::string& piece) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    return size + piece + "\r\n";
  }
  static constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";
  static constexpr const char* kClose = "Connection: close\r\n";

  std::string Ask(const std::string& bytes) {
    const RawConnection connection(server_->port());
    connection.Send(bytes);
    return connection.ReadToEnd();
  }
  static bool Is(const std::string& answer, const std::string& status) {
    return answer.starts_with("HTTP/1.1 " + status);
  }
  // Asks an ordinary route, as others do meanwhile.
  bool OthersAreServed() {
    return Is(Ask("GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "200");
  }

  // The bytes of streamed bodies that the server holds.
  double Held() {
    const std::string name = "http_server_upload_bytes{server=\"api\"} ";
    const auto text = registry_.Text();
    const auto at = text.find(name);
    return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size()));
  }

  metrics::Registry registry_;
  test::Barrier barrier_;  // handlers of /held and /late stay inside until it is opened
  std::mutex mutex_;
  std::vector<Why> cuts_;  // guarded by mutex_
  std::unique_ptr<Server> server_;
};

}  // namespace erp::http
