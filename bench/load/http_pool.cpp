#include "load/http_pool.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace erp::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Request = http::request<http::string_body>;

constexpr std::chrono::seconds kAnswerBudget{15};

Request MakeRequest(const Target& target,
                    http::verb method,
                    const std::string& path,
                    const std::string& body,
                    const std::string& token) {
  Request request(method, target.prefix + path, 11);
  request.set(http::field::host, target.host + ":" + target.port);
  request.set(http::field::user_agent, "approval_load");
  if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  request.body() = body;
  request.prepare_payload();
  return request;
}

}  // namespace

class HttpPool::Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(HttpPool& pool) : pool_(pool), stream_(pool.io_) {}

  void Run(Job job) {
    job_ = std::move(job);
    stream_.expires_after(kAnswerBudget);
    if (stream_.socket().is_open()) {
      Write();
      return;
    }
    fresh_ = true;
    stream_.async_connect(pool_.addresses_,
                          [self = shared_from_this()](beast::error_code error, const auto&) {
                            if (error) return self->Fail(error);
                            ++self->pool_.connected_;
                            self->stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
                            self->Write();
                          });
  }

 private:
  void Write() {
    http::async_write(stream_, job_->request,
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        error ? self->Fail(error) : self->Read();
                      });
  }

  void Read() {
    parser_.emplace();
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       error ? self->Fail(error) : self->Succeed();
                     });
  }

  void Succeed() {
    const Job job = *std::exchange(job_, std::nullopt);
    auto response = parser_->release();
    const bool reusable = response.keep_alive();
    fresh_ = false;
    stream_.expires_never();
    if (!reusable) Close();
    const Answer answer{static_cast<int>(response.result_int()), std::move(response.body()), "",
                        ""};
    pool_.Release(shared_from_this(), reusable);
    job.done(answer);
  }

  void Fail(beast::error_code error) {
    Close();
    Job job = *std::exchange(job_, std::nullopt);
    const bool answered = parser_ && parser_->got_some();
    // The server may have closed an idle connection just when the request went out on it. The
    // request carries an Idempotency-Key, so it may go out again, as a gateway would send it.
    const bool again = !fresh_ && !answered && error != beast::error::timeout;
    pool_.Release(shared_from_this(), false);
    if (again) {
      ++pool_.resent_;
      pool_.Start(std::move(job));
    } else {
      job.done({0, "", error.message(), ""});
    }
  }

  void Close() {
    beast::error_code ignored;  // it is closed in any case
    stream_.socket().close(ignored);
    buffer_.clear();
  }

  HttpPool& pool_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::response_parser<http::string_body>> parser_;
  std::optional<Job> job_;
  bool fresh_ = true;  // no answer has come on it yet
};

HttpPool::HttpPool(asio::io_context& io, const Target& target, std::size_t most)
    : io_(io), target_(target), most_(most) {
  addresses_ = asio::ip::tcp::resolver(io).resolve(target.host, target.port);
}

HttpPool::~HttpPool() = default;

void HttpPool::Post(const std::string& path,
                    const std::string& body,
                    const std::string& idempotency_key,
                    const std::string& token,
                    Done done) {
  Job job{MakeRequest(target_, http::verb::post, path, body, token), std::move(done)};
  job.request.set("Idempotency-Key", idempotency_key);
  Start(std::move(job));
}

void HttpPool::Start(Job job) {
  if (!idle_.empty()) {
    const auto connection = idle_.back();
    idle_.pop_back();
    connection->Run(std::move(job));
  } else if (open_ < most_) {
    ++open_;
    std::make_shared<Connection>(*this)->Run(std::move(job));
  } else {
    waiting_.push_back(std::move(job));
  }
}

void HttpPool::Release(const std::shared_ptr<Connection>& connection, bool reusable) {
  if (reusable) {
    idle_.push_back(connection);
  } else {
    --open_;
  }
  if (waiting_.empty()) return;
  Job job = std::move(waiting_.front());
  waiting_.pop_front();
  Start(std::move(job));
}

Answer Call(const Target& target,
            const std::string& method,
            const std::string& path,
            const std::string& body,
            const std::string& token) {
  try {
    asio::io_context io;
    beast::tcp_stream stream(io);
    stream.connect(asio::ip::tcp::resolver(io).resolve(target.host, target.port));
    http::write(stream, MakeRequest(target, http::string_to_verb(method), path, body, token));
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(stream, buffer, response);
    return {static_cast<int>(response.result_int()), response.body(), "",
            std::string(response[http::field::link])};
  } catch (const boost::system::system_error& error) {
    return {0, "", error.code().message(), ""};
  }
}

}  // namespace erp::bench
