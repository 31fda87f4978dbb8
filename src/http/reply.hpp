// Replies put together: errors as bodies and statuses, rows and lists as JSON, security fields.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/route.hpp"

namespace http {

/// The status of an error: by code for what HTTP has a number for, else by kind.
int status_of(base::Error const& error);

/// "invalid", "not_found" …
std::string_view to_text(base::ErrorKind kind);

/// The error that a code of the server itself stands for.
base::Error error_of_code(std::string_view code);

/// zh, unless the request asks for English before Chinese.
service::Language language_of(Request const& request);

/// {"error": {kind, code, param, message, request_id}}.
Reply error_reply(base::Error const& error, Request const& request);

/// The same for people outside: paths of the server are cut to names of files.
base::Error shown_error(base::Error error);

/// An answer in the form that its route promises.
Reply encode_answer(Answer answer, Call const& call, Route const& route, CursorKey const& key);

/// What every reply carries: no sniffing, no framing, no foreign scripts, no referrer, the id.
void add_security_fields(Reply& reply, Request const& request);

}  // namespace http
