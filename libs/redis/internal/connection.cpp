#include "redis/internal/connection.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <utility>

#include <sys/time.h>

#include "common/error.h"
#include "redis/internal/fault.h"

namespace erp::redis {
namespace {

timeval ToTimeval(std::chrono::milliseconds time) {
  timeval value{};
  value.tv_sec = time.count() / 1000;
  value.tv_usec = (time.count() % 1000) * 1000;
  return value;
}

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

// hiredis nests answers at most seven deep, so the recursion is bounded.
Reply Convert(const redisReply& raw) {
  Reply reply;
  switch (raw.type) {
    case REDIS_REPLY_NIL:
      reply.kind = Reply::Kind::kNil;
      break;
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::kInteger;
      reply.integer = raw.integer;
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::kArray;
      reply.elements.reserve(raw.elements);
      for (std::size_t i = 0; i < raw.elements; ++i) {
        reply.elements.push_back(Convert(*raw.element[i]));
      }
      break;
    default:
      reply.kind = raw.type == REDIS_REPLY_STRING   ? Reply::Kind::kText
                   : raw.type == REDIS_REPLY_STATUS ? Reply::Kind::kStatus
                                                    : Reply::Kind::kError;
      reply.text.assign(raw.str, raw.len);
  }
  return reply;
}

}  // namespace

std::unique_ptr<Connection> Connection::Open(const Url& url,
                                             std::chrono::milliseconds connect_timeout,
                                             std::chrono::milliseconds command_timeout) {
  redisContext* context =
      redisConnectWithTimeout(url.host.c_str(), url.port, ToTimeval(connect_timeout));
  if (context == nullptr) throw std::bad_alloc();
  std::unique_ptr<Connection> connection(new Connection(context));
  if (context->err != 0) {
    throw Unavailable("redis " + url.host + ":" + std::to_string(url.port) + ": " +
                      context->errstr);
  }
  if (url.tls.on) {
    redisSetTimeout(context, ToTimeval(connect_timeout));
    connection->tls_ = std::make_unique<TlsChannel>(context->fd, url);
  }
  redisSetTimeout(context, ToTimeval(command_timeout));  // bounds writes; reads are polled
  redisEnableKeepAlive(context);
  connection->Handshake(url, connect_timeout);
  return connection;
}

void Connection::Handshake(const Url& url, std::chrono::milliseconds budget) {
  std::vector<Command> commands;
  if (!url.password.empty()) {
    commands.push_back(url.user.empty() ? Command{"AUTH", url.password}
                                        : Command{"AUTH", url.user, url.password});
  }
  if (url.db != 0) commands.push_back({"SELECT", std::to_string(url.db)});
  // A server sends session tickets after the handshake, which are read together with an answer;
  // alone they would look like something that nobody asked for.
  if (commands.empty() && tls_) commands.push_back({"PING"});
  if (commands.empty()) return;
  for (const auto& reply : Exchange(commands, Deadline::After(budget))) {
    if (reply.kind == Reply::Kind::kError) Fail("handshake: " + reply.text);
  }
}

std::vector<Reply> Connection::Exchange(const std::vector<Command>& commands, Deadline deadline) {
  Send(commands);
  std::vector<Reply> replies(commands.size());
  for (auto& reply : replies) {
    if (!Receive(reply, deadline)) Fail("no answer in time");
    NoteError(reply);
  }
  return replies;
}

void Connection::Send(const std::vector<Command>& commands) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const auto& command : commands) {
    texts.clear();
    lengths.clear();
    for (const auto& argument : command) {
      texts.push_back(argument.data());
      lengths.push_back(argument.size());
    }
    if (tls_) {
      SendProtected(texts, lengths);
      continue;
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(command.size()), texts.data(),
                               lengths.data()) != REDIS_OK) {
      Fail(context_->errstr);
    }
  }
  for (int done = tls_ ? 1 : 0; done == 0;) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) Fail(context_->errstr);
  }
}

void Connection::SendProtected(const std::vector<const char*>& texts,
                               const std::vector<std::size_t>& lengths) {
  struct FreeText {
    void operator()(char* text) const { redisFreeCommand(text); }
  };
  char* text = nullptr;
  // hiredis does not change what it is given.
  auto** const words = const_cast<const char**>(texts.data());
  const int size =
      redisFormatCommandArgv(&text, static_cast<int>(texts.size()), words, lengths.data());
  if (size < 0) throw std::bad_alloc();
  const std::unique_ptr<char, FreeText> owned(text);
  try {
    tls_->Write(text, static_cast<std::size_t>(size));
  } catch (const Unavailable&) {
    broken_ = true;
    throw;
  }
}

bool Connection::Receive(Reply& reply, Deadline deadline) {
  while (!Next(reply)) {
    // hiredis' own timeout is per read and starts anew with every byte; this one does not.
    pollfd wait{context_->fd, POLLIN, 0};
    const int ready = poll(&wait, 1, static_cast<int>(deadline.Remaining().count()));
    if (ready == 0) return false;
    if (ready > 0) Fill();
    if (ready < 0 && errno != EINTR) Fail("poll failed");
  }
  return true;
}

void Connection::Fill() {
  if (tls_) {
    FillProtected();
    return;
  }
  if (redisBufferRead(context_.get()) != REDIS_OK) Fail(context_->errstr);
}

void Connection::FillProtected() {
  std::array<char, 16384> bytes;  // of one TLS record, RFC 8446 section 5.1
  try {
    do {
      const std::size_t count = tls_->Read(bytes.data(), bytes.size());
      if (count != 0 && redisReaderFeed(context_->reader, bytes.data(), count) != REDIS_OK) {
        Fail(context_->reader->errstr);
      }
    } while (tls_->Holds());
  } catch (const Unavailable&) {
    broken_ = true;
    throw;
  }
}

bool Connection::Next(Reply& reply) {
  void* raw = nullptr;
  if (redisGetReplyFromReader(context_.get(), &raw) != REDIS_OK) Fail(context_->errstr);
  if (raw == nullptr) return false;
  const std::unique_ptr<redisReply, FreeReply> owned(static_cast<redisReply*>(raw));
  reply = Convert(*owned);
  return true;
}

bool Connection::Stale() const {
  pollfd look{context_->fd, POLLIN | POLLRDHUP, 0};
  return poll(&look, 1, 0) != 0;
}

void Connection::NoteError(const Reply& reply) {
  if (reply.kind != Reply::Kind::kError) return;
  if (EndsConnection(reply.text)) broken_ = true;
}

void Connection::Fail(const std::string& what) {
  broken_ = true;
  throw Unavailable("redis: " + what);
}

}  // namespace erp::redis
