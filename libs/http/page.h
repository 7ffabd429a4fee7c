// Pages of other servers that are asked for now and then, such as the keys of an issuer.
#pragma once

#include <string>

namespace erp::http {

// The body of what a GET of an http or https URL answers with 200; redirections are not followed.
// Blocks at most about 5 seconds. Throws Unavailable for everything else, also for a body of more
// than 256 KiB, a certificate that is not trusted, and a URL that is none.
std::string FetchPage(const std::string& url);

// The same of a POST of a form (application/x-www-form-urlencoded).
std::string PostForm(const std::string& url, const std::string& form);

}  // namespace erp::http
