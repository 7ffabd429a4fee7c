#include "notification/api/korean.h"

#include <array>

namespace erp::notification {
namespace {

constexpr auto kTable = std::to_array<http::Translation>({
    {"cannot stand beside upTo", "upTo와 함께 쓸 수 없습니다"},
    {"must be the id of a notification", "알림 번호여야 합니다"},
    {"must name at most {} ids", "번호를 {}개까지만 넣을 수 있습니다"},
    {"must be a sequence number or epoch:seq", "순번 또는 epoch:seq여야 합니다"},
    {"This Idempotency-Key was used for another message.",
     "이 Idempotency-Key는 다른 메시지에 이미 쓰였습니다."},
    {"The place is one of an inbox that is over; read it again from its beginning.",
     "이미 없어진 알림함의 위치입니다. 처음부터 다시 읽어 주세요."},

    // Refused handshakes.
    {"Nothing is served under this path.", "이 경로에는 아무것도 없습니다."},
    {"This path takes no query; an access token belongs into the header Authorization of the "
     "CONNECT "
     "frame.",
     "이 경로는 질의 문자열을 받지 않습니다. 액세스 토큰은 CONNECT 프레임의 Authorization 헤더에 "
     "넣어 주세요."},
    {"This path speaks WebSocket of version 13 only.", "이 경로는 버전 13의 WebSocket만 받습니다."},
    {"The page that asks comes from another address than this server's, and its origin is not one "
     "of ALLOWED_ORIGINS.",
     "요청한 페이지의 출처가 이 서버와 다르고 ALLOWED_ORIGINS에도 없습니다."},
    {"The client must offer the subprotocol v12.stomp.",
     "클라이언트는 하위 프로토콜 v12.stomp를 제안해야 합니다."},
    {"must have v12.stomp in its list", "목록에 v12.stomp가 있어야 합니다"},
    {"No more connections are taken now; try again.",
     "지금은 연결을 더 받을 수 없습니다. 다시 시도해 주세요."},
    {"The request is not a handshake of a WebSocket (RFC 6455).",
     "WebSocket 연결 요청(RFC 6455)이 아닙니다."},
    {"This person has too many sessions open; close one or come back later.",
     "이 직원의 열린 세션이 너무 많습니다. 하나를 닫거나 나중에 다시 연결해 주세요."},
});

}  // namespace

std::span<const http::Translation> Korean() { return kTable; }

}  // namespace erp::notification
