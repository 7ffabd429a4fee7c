// How websocketpp is set up for us, and what we add to its connection. Private to this library.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/server.hpp>

#include "ws/server.h"

namespace erp::ws {

// Bytes given to a connection and not yet taken by the kernel. websocketpp's own figure leaves
// out the batch being written, so each message counts itself, from its making to its end.
struct Pending {
  std::size_t bytes = 0;
  bool above_mark = false;
  // When something was last taken, or the first of what waits was given.
  std::chrono::steady_clock::time_point moved{};
  std::function<void()> on_empty;  // empty once the connection is closed
};

// The part of a connection that is ours; websocketpp derives its connection from it.
struct ConnectionPart {
  std::uint64_t id = 0;
  std::shared_ptr<Pending> pending = std::make_shared<Pending>();
};

// An absent version, and 0, is for the library the draft of 2010: it waits for a body of eight
// bytes and answers 500. As 8 it comes as far as our own handshake, which refuses all but 13.
class Request : public websocketpp::http::parser::request {
 public:
  std::size_t consume(const char* bytes, std::size_t size) {
    const std::size_t consumed = websocketpp::http::parser::request::consume(bytes, size);
    if (ready() && get_header("Sec-WebSocket-Version") != "13") {
      replace_header("Sec-WebSocket-Version", "8");
    }
    return consumed;
  }
};

// The library refuses some handshakes by itself, with an empty body: here they get one too.
class Response : public websocketpp::http::parser::response {
 public:
  // Set by the loop for its thread, where every answer is made.
  static inline thread_local std::function<Refusal::Text(const Refusal&)> explain;

  // Once it is sent only its status is asked for.
  void ForgetHeaders() { m_headers.clear(); }

  std::string raw() const {
    const int status = static_cast<int>(get_status_code());
    if (status < 400 || !get_body().empty() || !explain) return Base::raw();
    const auto why = status == 426 ? Refusal::Why::kUpgrade : Refusal::Why::kMalformed;
    const Refusal::Text text = explain({why, status, "", ""});
    Base explained = *this;
    explained.set_body(text.body);
    explained.replace_header("Content-Type", text.content_type);
    if (!text.content_language.empty()) {
      explained.replace_header("Content-Language", text.content_language);
    }
    return explained.raw();
  }

 private:
  using Base = websocketpp::http::parser::response;
};

// One thread, no locks, no library logging (we say what matters ourselves), no compression
// (it gets round the limit on message size), small buffers.
struct AsioConfig : public websocketpp::config::asio {
  using type = AsioConfig;
  using base = websocketpp::config::asio;

  using concurrency_type = websocketpp::concurrency::none;
  using request_type = Request;
  using response_type = Response;
  using message_type = base::message_type;
  using con_msg_manager_type = base::con_msg_manager_type;
  using endpoint_msg_manager_type = base::endpoint_msg_manager_type;
  using alog_type = websocketpp::log::stub;
  using elog_type = websocketpp::log::stub;
  using rng_type = base::rng_type;
  using connection_base = ConnectionPart;

  static const bool enable_multithreading = false;
  static const std::size_t connection_read_buffer_size = 512;
  static const std::size_t max_http_body_size = 1024;

  struct transport_config : public base::transport_config {
    using concurrency_type = type::concurrency_type;
    using request_type = type::request_type;
    using response_type = type::response_type;
    using alog_type = type::alog_type;
    using elog_type = type::elog_type;
    using socket_type = websocketpp::transport::asio::basic_socket::endpoint;
    static const bool enable_multithreading = false;
  };
  using transport_type = websocketpp::transport::asio::endpoint<transport_config>;
};

using Endpoint = websocketpp::server<AsioConfig>;
using Connection = Endpoint::connection_ptr;
using Message = AsioConfig::message_type;

// A text message with its frame header already made, so that the library neither copies nor
// checks it again.
class CountedMessage : public Message {
 public:
  CountedMessage(std::string text, std::shared_ptr<Pending> pending)
      : Message(Message::con_msg_man_ptr()), pending_(std::move(pending)) {
    namespace frame = websocketpp::frame;
    set_opcode(frame::opcode::text);
    get_raw_payload() = std::move(text);
    const std::size_t size = get_payload().size();
    const frame::basic_header header(frame::opcode::text, size, true, false);
    set_header(frame::prepare_header(header, frame::extended_header(size)));
    set_prepared(true);
    bytes_ = size + get_header().size();
    if (pending_->bytes == 0) pending_->moved = std::chrono::steady_clock::now();
    pending_->bytes += bytes_;
  }
  ~CountedMessage() {
    pending_->bytes -= bytes_;
    pending_->moved = std::chrono::steady_clock::now();
    if (pending_->bytes == 0 && pending_->above_mark && pending_->on_empty) pending_->on_empty();
  }
  CountedMessage(const CountedMessage&) = delete;
  CountedMessage& operator=(const CountedMessage&) = delete;

 private:
  std::shared_ptr<Pending> pending_;
  std::size_t bytes_ = 0;
};

}  // namespace erp::ws
