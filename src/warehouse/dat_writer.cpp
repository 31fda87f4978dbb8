// Streaming rows into lines; the MD5 grows with the file.
#include "warehouse/dat_writer.hpp"

#include <cstdio>
#include <memory>

#include "base/day.hpp"
#include "base/decimal.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"

namespace warehouse {
namespace {

constexpr size_t buffer_bytes = 1 << 20;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A file that appears under its name only when complete.
class Output {
public:
    explicit Output(std::string path)
        : path_(std::move(path)),
          file_(std::fopen((path_ + ".part").c_str(), "wb")),
          digest_(base::DigestKind::md5) {}

    bool add(std::string_view bytes) {
        digest_.add(bytes);
        bytes_ += int64_t(bytes.size());
        return file_ && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size();
    }

    base::Result<void> finish(WrittenFile& written) {
        bool const good = file_ && std::fclose(file_.release()) == 0;
        if (!good)
            return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path_},
                              {{"reason", "write"}});
        written.path = path_;
        written.md5 = digest_.hex();
        written.bytes = bytes_;
        return base::rename_path(path_ + ".part", path_);
    }

private:
    std::string path_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    base::DigestStream digest_;
    int64_t bytes_ = 0;
};

void append_value(std::string& out, DatField const& field, base::BatchColumn const& column,
                  size_t row) {
    if (!column.is_valid(row)) {
        if (field.kind == domain::FieldKind::yes_no) out += '0';
        return;
    }
    switch (column.kind) {
        case base::ColumnKind::boolean: out += column.values<bool>()[row] ? '1' : '0'; return;
        case base::ColumnKind::text: out += column.values<base::TextView>()[row].view(); return;
        case base::ColumnKind::day:
            out += base::to_text(base::Day{column.values<int32_t>()[row]});
            return;
        case base::ColumnKind::uint8: out += std::to_string(column.values<uint8_t>()[row]); return;
        case base::ColumnKind::int32: out += std::to_string(column.values<int32_t>()[row]); return;
        case base::ColumnKind::int64:
            out += base::to_text(base::Decimal{column.values<int64_t>()[row], column.scale});
            return;
        case base::ColumnKind::int128:
            out += base::to_text(base::Decimal{column.values<base::Int128>()[row], column.scale});
            return;
    }
}

}  // namespace

base::Result<WrittenFile> write_dat(Connection& connection, DatFile const& file) {
    std::string const path = file.folder + "/" + file.name;
    Output output(path + ".dat");
    WrittenFile written;
    std::string buffer;
    auto const unwritable = [&] {
        return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path + ".dat"},
                          {{"reason", "write"}});
    };
    for (std::string const& line : file.summary) buffer += line + "\n";
    written.records = int64_t(file.summary.size());
    if (!file.sql.empty()) {
        TRY_VOID(connection.query(file.sql, [&](base::Batch const& batch) -> base::Result<void> {
            for (size_t row = 0; row < batch.rows; ++row) {
                for (size_t i = 0; i < file.fields.size(); ++i) {
                    DatField const& field = file.fields[i];
                    size_t const begin = buffer.size();
                    if (field.column < 0)
                        buffer += field.constant;
                    else
                        append_value(buffer, field, batch.columns[size_t(field.column)], row);
                    bool const text = field.kind == domain::FieldKind::text_fixed ||
                                      field.kind == domain::FieldKind::text_max;
                    if (text && field.width > 0 && buffer.size() - begin > size_t(field.width))
                        return base::invalid(
                            "dat_value_too_long",
                            {.file = path + ".dat", .line = int32_t(written.records + 1)},
                            {{"value", buffer.substr(begin)},
                             {"width", std::to_string(field.width)}});
                    buffer += i + 1 < file.fields.size() ? '|' : '\n';
                }
                ++written.records;
            }
            if (buffer.size() < buffer_bytes) return {};
            if (!output.add(buffer)) return unwritable();
            buffer.clear();
            return {};
        }));
    }
    if (!buffer.empty() && !output.add(buffer)) return unwritable();
    TRY_VOID(output.finish(written));
    std::string const log = file.name + ".dat\n" + written.md5 + "\n" +
                            std::to_string(written.bytes) + "\n" + file.finished + "\n" +
                            std::to_string(written.records) + "\n";
    TRY_VOID(base::write_file(path + ".log", log));
    return written;
}

}  // namespace warehouse
