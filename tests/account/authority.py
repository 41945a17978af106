"""A certificate authority of the test's own, and servers' certificates good and bad."""
import os
import subprocess

OPENSSL = os.environ.get("OPENSSL", "openssl")
CONFIG = """
[ca]
default_ca = ours
[ours]
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
"""


class Authority:
    def __init__(self, folder, name="Test Authority"):
        self.folder = folder
        os.makedirs(folder)
        for file, text in (("openssl.cnf", CONFIG), ("index.txt", ""), ("serial", "01\n")):
            with open(os.path.join(folder, file), "w") as out:
                out.write(text)
        self._openssl("req", "-x509", *self._key("ca"), "-days", "30", "-out", "ca.pem",
                      "-subj", "/CN=" + name, "-extensions", "authority")
        self.file = os.path.join(folder, "ca.pem")

    @staticmethod
    def _key(name):
        return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key"

    def _openssl(self, command, *words):
        subprocess.run([OPENSSL, command, "-config", "openssl.cnf", *words], cwd=self.folder,
                       check=True, capture_output=True)

    def server(self, name, alt="IP:127.0.0.1", start="20200101000000Z", end="20990101000000Z",
               signed_by_itself=False):
        """The paths of a certificate and its key."""
        request = [*self._key(name), "-subj", "/CN=" + name, "-addext", "subjectAltName=" + alt]
        if signed_by_itself:
            self._openssl("req", "-x509", *request, "-out", name + ".pem")
        else:
            self._openssl("req", *request, "-new", "-out", name + ".csr")
            self._openssl("ca", "-batch", "-keyfile", "ca.key", "-cert", "ca.pem", "-in", name + ".csr",
                          "-out", name + ".pem", "-notext", "-startdate", start, "-enddate", end)
        return tuple(os.path.join(self.folder, name + end) for end in (".pem", ".key"))
