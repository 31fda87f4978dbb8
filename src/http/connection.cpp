// One connection: heads, bodies, replies, files and events, each under a deadline.
#include "http/connection.hpp"
#include "store/instant.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>

namespace http {

/// A file descriptor that closes itself.
struct Descriptor {
    int number = -1;
    Descriptor() = default;
    explicit Descriptor(int opened) : number(opened) {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

namespace {

bool write_whole(int descriptor, char const* bytes, size_t size) {
    while (size > 0) {
        ssize_t const count = ::write(descriptor, bytes, size);
        if (count <= 0) return false;
        bytes += count;
        size -= size_t(count);
    }
    return true;
}

std::string_view bytes_of(boost::beast::flat_buffer const& buffer) {
    return {static_cast<char const*>(buffer.data().data()), buffer.size()};
}

}  // namespace

void Connection::refuse(Turn& turn, std::string_view code) {
    turn.reply = server_.application.refuse(turn.request, code);
    turn.answered = true;
    turn.keep = turn.keep && turn.whole;
}

Task<bool> Connection::read_more(int64_t milliseconds) {
    if (milliseconds > 0) stream_->set_deadline(milliseconds);
    size_t const room = std::min(piece_bytes, buffer_.max_size() - buffer_.size());
    size_t const count = co_await stream_->read(buffer_.prepare(room));
    buffer_.commit(count);
    co_return count > 0;
}

/// False: the connection ended between two requests or within a head.
Task<bool> Connection::read_head(Turn& turn) {
    if (buffer_.size() == 0) {
        stream_->idle = true;
        bool const more = !server_.draining && co_await read_more(limits_.keep_ms);
        stream_->idle = false;
        if (!more) co_return false;
    }
    stream_->set_deadline(limits_.head_ms);
    turn.begun_us = tick_us();
    turn.request.received_ms = server_.settings.clock.now_ms();
    turn.request.id = store::make_id(turn.request.received_ms);
    turn.request.peer = peer_;
    turn.request.secure = server_.tls.has_value();
    while (true) {
        size_t const end = find_head_end(bytes_of(buffer_));
        size_t const size = end == std::string_view::npos ? buffer_.size() : end;
        if (int64_t(size) > limits_.head_bytes) {
            refuse(turn, "http_head_large");
            co_return true;
        }
        if (end != std::string_view::npos) {
            take_head(turn, end);
            co_return true;
        }
        if (!bytes_of(buffer_).empty() && uint8_t(bytes_of(buffer_)[0]) < 'A') {
            refuse(turn, "http_malformed");  // No method begins so: TLS or noise.
            co_return true;
        }
        if (!co_await read_more(0)) co_return false;
    }
}

void Connection::take_head(Turn& turn, size_t size) {
    auto head = parse_head(bytes_of(buffer_).substr(0, size), limits_);
    if (!head) return refuse(turn, head.error().code);
    // Beast reads the same bytes again and does the framing of the body from here on.
    turn.parser.emplace();
    turn.parser->eager(false);
    turn.parser->header_limit(uint32_t(limits_.head_bytes));
    turn.parser->body_limit(boost::none);
    Code code;
    auto const used = turn.parser->put(asio::buffer(buffer_.data().data(), size), code);
    if (code || used != size || !turn.parser->is_header_done())
        return refuse(turn, "http_malformed");
    buffer_.consume(size);
    Request& request = turn.request;
    request.method = head->method;
    request.target = head->target;
    size_t const mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos) request.query = request.target.substr(mark + 1);
    request.fields = std::move(head->fields);
    turn.keep = head->keep_alive;
    turn.whole = turn.parser->is_done();
    plan(turn, *head);
}

void Connection::plan(Turn& turn, Head const& head) {
    turn.plan = server_.application.plan(turn.request);
    if (turn.plan.refusal) {
        turn.reply = std::move(*turn.plan.refusal);
        turn.answered = true;
        turn.keep = turn.keep && turn.whole;
        return;
    }
    if (head.content_length > turn.plan.body_bytes_most) refuse(turn, "http_body_large");
}

/// Lets the parser take what is in the buffer; returns the code of a refusal or "".
std::string_view Connection::take_piece(Turn& turn, Descriptor const& spool, size_t& used) {
    std::array<char, piece_bytes> piece;
    auto& body = turn.parser->get().body();
    body.data = piece.data();
    body.size = piece.size();
    body.more = true;
    Code code;
    used = turn.parser->put(buffer_.data(), code);
    buffer_.consume(used);
    size_t const count = piece.size() - body.size;
    turn.request.body_bytes += int64_t(count);
    if (turn.request.body_bytes > turn.plan.body_bytes_most) return "http_body_large";
    if (spool.number < 0) {
        turn.request.body.append(piece.data(), count);
    } else if (!write_whole(spool.number, piece.data(), count)) {
        return "http_spool";
    }
    if (code && code != wire::error::need_buffer && code != wire::error::need_more)
        return "http_malformed";
    return "";
}

/// False: the connection ended within the body.
Task<bool> Connection::read_body(Turn& turn) {
    Descriptor spool;
    if (turn.plan.body == BodyMode::spool) {
        turn.request.spooled = server_.settings.spool_folder + "/upload-" + turn.request.id;
        spool.number = ::open(turn.request.spooled.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                              S_IRUSR | S_IWUSR);
        if (spool.number < 0) refuse(turn, "http_spool");
    }
    int64_t const begun = tick_us();
    while (!turn.answered && !turn.parser->is_done()) {
        size_t used = 0;
        std::string_view const code = take_piece(turn, spool, used);
        if (!code.empty()) refuse(turn, code);
        if (turn.answered || turn.parser->is_done()) break;
        if (used > 0 && buffer_.size() > 0) continue;
        int64_t const seconds = (tick_us() - begun) / 1'000'000;
        if (seconds >= 5 && turn.request.body_bytes < seconds * limits_.body_rate_bytes) {
            refuse(turn, "http_slow");
        } else if (!co_await read_more(limits_.body_idle_ms)) {
            co_return false;
        }
    }
    turn.whole = turn.parser->is_done();
    co_return true;
}

/// Runs a step of the application on a worker; 503 when too many wait.
Task<> Connection::answer(Turn& turn) {
    stream_->clear_deadline();
    if (turn.plan.quick) {
        turn.reply = server_.application.answer(turn.request);
        turn.answered = true;
        co_return;
    }
    if (server_.queued.fetch_add(1) >= limits_.queue) {
        refuse(turn, "http_busy");
    } else {
        auto const here = co_await asio::this_coro::executor;
        co_await asio::post(asio::bind_executor(server_.workers, asio::use_awaitable));
        turn.reply = server_.application.answer(turn.request);
        co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    }
    --server_.queued;
    turn.answered = true;
}

/// Asks on a worker whether a body may come at all.
Task<> Connection::ask(Turn& turn) {
    stream_->clear_deadline();
    if (server_.queued.fetch_add(1) >= limits_.queue) {
        refuse(turn, "http_busy");
    } else {
        auto const here = co_await asio::this_coro::executor;
        co_await asio::post(asio::bind_executor(server_.workers, asio::use_awaitable));
        auto refusal = server_.application.allow(turn.request);
        co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
        if (refusal) {
            turn.reply = std::move(*refusal);
            turn.answered = true;
            turn.keep = turn.keep && turn.whole;
        }
    }
    --server_.queued;
}

std::string Connection::head_text(Turn const& turn, int64_t length) const {
    auto const reason = wire::obsolete_reason(wire::int_to_status(unsigned(turn.reply.status)));
    std::string out = "HTTP/1.1 " + std::to_string(turn.reply.status) + " ";
    out.append(reason.data(), reason.size());
    out += "\r\nDate: " + http_date(turn.request.received_ms);
    for (Field const& field : turn.reply.fields) {
        out += "\r\n";
        out += field.name;
        out += ": ";
        out += field.value;
    }
    if (turn.reply.status != 204 && turn.reply.status != 304) {
        out += "\r\nContent-Type: " + turn.reply.type;
        out += length < 0 ? std::string("\r\nTransfer-Encoding: chunked")
                          : "\r\nContent-Length: " + std::to_string(length);
    }
    out += turn.keep ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
    return out;
}

Task<bool> Connection::put(Turn& turn, Pieces pieces) {
    for (asio::const_buffer const& piece : pieces) turn.bytes_out += int64_t(piece.size());
    stream_->set_deadline(limits_.write_ms);
    co_return co_await stream_->write(pieces);
}

Task<bool> Connection::send(Turn& turn) {
    if (server_.draining) turn.keep = false;
    if (turn.reply.events) co_return co_await send_events(turn);
    if (!turn.reply.file.empty()) co_return co_await send_file(turn);
    std::string const head = head_text(turn, int64_t(turn.reply.body.size()));
    Pieces pieces;
    pieces[0] = asio::buffer(head);
    if (turn.request.method != Method::head) pieces[1] = asio::buffer(turn.reply.body);
    co_return co_await put(turn, pieces);
}

Task<bool> Connection::send_file(Turn& turn) {
    Descriptor const file(::open(turn.reply.file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat state{};
    if (file.number < 0 || ::fstat(file.number, &state) != 0 || !S_ISREG(state.st_mode)) {
        refuse(turn, "http_not_found");
        turn.reply.file.clear();
        co_return co_await send(turn);
    }
    std::string const tag = "\"" + std::to_string(state.st_size) + "-" +
                            std::to_string(state.st_mtim.tv_sec) + "-" +
                            std::to_string(state.st_mtim.tv_nsec) + "\"";
    std::string_view const condition = turn.request.field("if-range");
    bool const ranged = condition.empty() || condition == tag;
    auto const range =
        parse_range(ranged ? turn.request.field("range") : std::string_view(), state.st_size);
    turn.reply.fields.push_back({"ETag", tag});
    turn.reply.fields.push_back({"Accept-Ranges", "bytes"});
    std::string const size = std::to_string(state.st_size);
    if (!range) {
        turn.reply.file.clear();
        refuse(turn, "http_range");
        turn.reply.fields.push_back({"Content-Range", "bytes */" + size});
        co_return co_await send(turn);
    }
    if (turn.request.field("if-none-match") == tag) turn.reply.status = 304;
    if (range->partial && turn.reply.status == 200) {
        turn.reply.status = 206;
        turn.reply.fields.push_back(
            {"Content-Range", "bytes " + std::to_string(range->from) + "-" +
                                  std::to_string(range->from + range->count - 1) + "/" + size});
    }
    std::string const head = head_text(turn, range->count);
    Pieces pieces;
    pieces[0] = asio::buffer(head);
    if (!co_await put(turn, pieces)) co_return false;
    if (turn.request.method == Method::head || turn.reply.status == 304) co_return true;
    std::vector<char> piece(piece_bytes);
    for (int64_t sent = 0; sent < range->count;) {
        size_t const wanted = size_t(std::min(int64_t(piece_bytes), range->count - sent));
        ssize_t const count = ::pread(file.number, piece.data(), wanted, range->from + sent);
        if (count <= 0) co_return false;  // The file shrank: the connection says so by ending.
        pieces[0] = asio::buffer(piece.data(), size_t(count));
        if (!co_await put(turn, pieces)) co_return false;
        sent += count;
    }
    co_return true;
}

Task<bool> Connection::send_events(Turn& turn) {
    turn.reply.type = "text/event-stream; charset=utf-8";
    turn.keep = false;
    std::string const head = head_text(turn, -1);
    Pieces pieces;
    pieces[0] = asio::buffer(head);
    if (!co_await put(turn, pieces)) co_return false;
    if (turn.request.method == Method::head) co_return true;
    int64_t last_us = tick_us();
    while (!server_.draining) {
        auto event = turn.reply.events->poll();
        if (!event) break;
        bool const quiet = tick_us() - last_us >= int64_t(limits_.heartbeat_ms) * 1000;
        if (event->empty() && quiet) *event = ": still here\n\n";
        if (event->empty()) {
            stream_->clear_deadline();
            asio::steady_timer pause(co_await asio::this_coro::executor);
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(completion);
            continue;
        }
        last_us = tick_us();
        std::array<char, 20> size{};
        char const* const hex = "0123456789abcdef";
        size_t digits = 0;
        for (int shift = 28; shift >= 0; shift -= 4) {
            size_t const digit = (event->size() >> shift) & 15;
            if (digit != 0 || digits > 0) size[digits++] = hex[digit];
        }
        size[digits++] = '\r';
        size[digits++] = '\n';
        *event += "\r\n";
        pieces[0] = asio::buffer(size.data(), digits);
        pieces[1] = asio::buffer(*event);
        if (!co_await put(turn, pieces)) co_return false;
    }
    pieces[0] = asio::buffer("0\r\n\r\n", 5);
    pieces[1] = asio::const_buffer();
    co_return co_await put(turn, pieces);
}

Task<> Connection::run() {
    stream_->set_deadline(limits_.head_ms);
    if (!co_await stream_->handshake()) co_return;
    bool keep = true;
    for (int32_t served = 1; keep; ++served) {
        Turn turn;
        if (!co_await read_head(turn)) break;
        if (served >= limits_.requests_per_connection) turn.keep = false;
        if (!turn.answered && turn.plan.ask_first) co_await ask(turn);
        bool const wants_more = turn.parser && !turn.parser->is_done();
        if (!turn.answered && wants_more &&
            equal_names(turn.request.field("expect"), "100-continue")) {
            Pieces pieces;
            pieces[0] = asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25);
            if (!co_await put(turn, pieces)) break;
        }
        bool alive = true;
        if (!turn.answered && wants_more) alive = co_await read_body(turn);
        if (alive && !turn.answered) co_await answer(turn);
        if (alive) alive = co_await send(turn);
        if (!turn.request.spooled.empty()) ::unlink(turn.request.spooled.c_str());
        Outcome const outcome = {turn.reply.status, turn.request.body_bytes, turn.bytes_out,
                                 tick_us() - turn.begun_us};
        if (turn.answered) server_.application.finished(turn.request, outcome);
        if (!alive) break;
        keep = turn.keep;
    }
    stream_->set_deadline(2'000);
    co_await stream_->close();
}

}  // namespace http
