// One connection of a server, and what all its connections share; for server.cpp only.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <string>

#include "http/head.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"

namespace http {

namespace wire = boost::beast::http;
using Parser = wire::request_parser<wire::buffer_body>;

/// What the connections of a server have in common.
struct Shared {
    Shared(Application& application_given, ServerSettings settings_given)
        : application(application_given),
          settings(std::move(settings_given)),
          workers(size_t(settings.workers)) {}

    Application& application;
    ServerSettings settings;
    asio::thread_pool workers;
    std::optional<asio::ssl::context> tls;
    std::atomic<int64_t> queued = 0;
    std::atomic<bool> draining = false;
};

struct Descriptor;

/// One connection, request after request.
class Connection {
public:
    Connection(Shared& server, std::shared_ptr<Stream> stream, std::string peer)
        : server_(server),
          limits_(server.settings.limits),
          stream_(std::move(stream)),
          peer_(std::move(peer)),
          buffer_(size_t(limits_.head_bytes) + piece_bytes) {}

    Task<> run();

private:
    /// One request on its way.
    struct Turn {
        Request request;
        Reply reply;
        Plan plan;
        std::optional<Parser> parser;
        int64_t begun_us = 0;
        int64_t bytes_out = 0;
        bool answered = false;  // `reply` is there, no further step is needed.
        bool whole = false;     // The body was read to its end.
        bool keep = false;
    };

    Task<bool> read_more(int64_t milliseconds);
    Task<bool> read_head(Turn& turn);
    void take_head(Turn& turn, size_t size);
    void plan(Turn& turn, Head const& head);
    Task<bool> read_body(Turn& turn);
    std::string_view take_piece(Turn& turn, Descriptor const& spool, size_t& used);
    Task<> ask(Turn& turn);
    Task<> answer(Turn& turn);
    Task<bool> send(Turn& turn);
    Task<bool> send_file(Turn& turn);
    Task<bool> send_events(Turn& turn);
    Task<bool> put(Turn& turn, Pieces pieces);
    std::string head_text(Turn const& turn, int64_t length) const;
    void refuse(Turn& turn, std::string_view code);
    int64_t tick_us() const { return server_.settings.clock.tick_us(); }

    Shared& server_;
    Limits const& limits_;
    std::shared_ptr<Stream> stream_;
    std::string peer_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace http
