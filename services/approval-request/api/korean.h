// What this service says to people, in Korean: its sentences as libs/http shows them.
#pragma once

#include <span>

#include "http/language.h"

namespace erp::approval_request {

std::span<const http::Translation> Korean();

}  // namespace erp::approval_request
