#include "load/stomp_session.h"

#include <utility>

#include "load/stomp.h"

namespace erp::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

constexpr const char* kPath = "/ws/notifications";
constexpr const char* kProtocol = "v12.stomp";

}  // namespace

StompSession::StompSession(asio::io_context& io,
                           const Target& target,
                           std::string origin,
                           std::int64_t person,
                           std::string token,
                           std::string place,
                           Events events)
    : target_(target),
      origin_(std::move(origin)),
      person_(person),
      token_(std::move(token)),
      place_(std::move(place)),
      events_(std::move(events)),
      resolver_(io),
      socket_(io) {}

void StompSession::Open() {
  resolver_.async_resolve(
      target_.host, target_.port,
      [self = shared_from_this()](beast::error_code error, const auto& addresses) {
        if (error) return self->Lose(error.message());
        beast::get_lowest_layer(self->socket_)
            .async_connect(addresses, [self](beast::error_code failed, const auto&) {
              failed ? self->Lose(failed.message()) : self->Shake();
            });
      });
}

void StompSession::Close() {
  closed_ = true;
  beast::get_lowest_layer(socket_).close();
}

void StompSession::Shake() {
  beast::get_lowest_layer(socket_).socket().set_option(asio::ip::tcp::no_delay(true));
  const std::string host = target_.host + ":" + target_.port;
  socket_.set_option(
      websocket::stream_base::decorator([host, origin = origin_](websocket::request_type& request) {
        request.set(beast::http::field::sec_websocket_protocol, kProtocol);
        request.set(beast::http::field::origin, origin.empty() ? "http://" + host : origin);
      }));
  socket_.async_handshake(host, kPath, [self = shared_from_this()](beast::error_code error) {
    if (error) return self->Lose("handshake: " + error.message());
    self->socket_.text(true);
    self->Read();
    self->Send("CONNECT\naccept-version:1.2\nhost:" + self->target_.host + "\nheart-beat:0,0\n" +
               (self->token_.empty() ? "login:" + std::to_string(self->person_)
                                     : "Authorization:Bearer " + self->token_) +
               "\n\n");
  });
}

void StompSession::Send(std::string frame) {
  // One at a time: the next frame answers something that came after the last one.
  sending_ = std::move(frame);
  sending_ += '\0';
  socket_.async_write(asio::buffer(sending_),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) self->Lose("write: " + error.message());
                      });
}

void StompSession::Read() {
  socket_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (error) return self->Lose("read: " + error.message());
    const std::string frame = beast::buffers_to_string(self->buffer_.data());
    self->buffer_.clear();
    self->OnFrame(frame);
    if (!self->closed_) self->Read();
  });
}

void StompSession::OnFrame(const std::string& frame) {
  const StompParts parts = ParseStomp(frame);
  if (parts.command == "MESSAGE") {
    events_.message(parts.body);
  } else if (parts.command == "CONNECTED") {
    const std::string from = place_.empty() ? "" : "last-seq:" + place_ + "\n";
    Send("SUBSCRIBE\nid:0\nreceipt:live\ndestination:/user/queue/notifications\n" + from + "\n");
  } else if (parts.command == "RECEIPT") {
    events_.ready();
  } else if (parts.command == "ERROR") {
    Lose("refused: " + frame.substr(0, 200));
  }
}

void StompSession::Lose(const std::string& why) {
  if (closed_) return;
  Close();
  events_.lost("person " + std::to_string(person_) + ": " + why);
}

}  // namespace erp::bench
