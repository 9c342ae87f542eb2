/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["picket"] || ($protobuf.roots["picket"] = {});

export const pb = $root.pb = (() => {

    /**
     * Namespace pb.
     * @exports pb
     * @namespace
     */
    const pb = {};

    pb.EbpfEvent = (function() {

        /**
         * Properties of an EbpfEvent.
         * @typedef {Object} pb.EbpfEvent.$Properties
         * @property {number|null} [pid] EbpfEvent pid
         * @property {number|null} [uid] EbpfEvent uid
         * @property {string|null} [comm] EbpfEvent comm
         * @property {number|Long|null} [timestampNs] EbpfEvent timestampNs
         * @property {number|Long|null} [timestampNsExit] EbpfEvent timestampNsExit
         * @property {number|Long|null} [latencyNs] EbpfEvent latencyNs
         * @property {string|null} [eventType] EbpfEvent eventType
         * @property {string|null} [nodeName] EbpfEvent nodeName
         * @property {string|null} [user] EbpfEvent user
         * @property {number|null} [ppid] EbpfEvent ppid
         * @property {number|null} [gid] EbpfEvent gid
         * @property {number|Long|null} [cgroupId] EbpfEvent cgroupId
         * @property {string|null} [cgroupName] EbpfEvent cgroupName
         * @property {number|null} [userPid] EbpfEvent userPid
         * @property {number|null} [userPpid] EbpfEvent userPpid
         * @property {number|Long|null} [timestampUnixMs] EbpfEvent timestampUnixMs
         * @property {string|null} [containerId] EbpfEvent containerId
         * @property {string|null} [containerImage] EbpfEvent containerImage
         * @property {Object.<string,string>|null} [containerLabelsJson] EbpfEvent containerLabelsJson
         * @property {pb.SnooperEvent.$Properties|null} [snoop] EbpfEvent snoop
         * @property {pb.NetworkEvent.$Properties|null} [network] EbpfEvent network
         * @property {pb.PtraceEvent.$Properties|null} [ptrace] EbpfEvent ptrace
         * @property {pb.MmapEvent.$Properties|null} [mmap] EbpfEvent mmap
         * @property {pb.MountEvent.$Properties|null} [mount] EbpfEvent mount
         * @property {pb.ResourceEvent.$Properties|null} [resource] EbpfEvent resource
         * @property {pb.SysFreqEvent.$Properties|null} [sysFreq] EbpfEvent sysFreq
         * @property {pb.SyscallFreqAgg.$Properties|null} [syscallFreqAgg] EbpfEvent syscallFreqAgg
         * @property {"snoop"|"network"|"ptrace"|"mmap"|"mount"|"resource"|"sysFreq"|"syscallFreqAgg"} [payload] EbpfEvent payload
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EbpfEvent.
         * @memberof pb
         * @interface IEbpfEvent
         * @augments pb.EbpfEvent.$Properties
         * @deprecated Use pb.EbpfEvent.$Properties instead.
         */

        /**
         * Narrowed shape of an EbpfEvent.
         * @typedef {{
         *   pid?: number|null;
         *   uid?: number|null;
         *   comm?: string|null;
         *   timestampNs?: number|Long|null;
         *   timestampNsExit?: number|Long|null;
         *   latencyNs?: number|Long|null;
         *   eventType?: string|null;
         *   nodeName?: string|null;
         *   user?: string|null;
         *   ppid?: number|null;
         *   gid?: number|null;
         *   cgroupId?: number|Long|null;
         *   cgroupName?: string|null;
         *   userPid?: number|null;
         *   userPpid?: number|null;
         *   timestampUnixMs?: number|Long|null;
         *   containerId?: string|null;
         *   containerImage?: string|null;
         *   containerLabelsJson?: Object.<string,string>|null;
         *   snoop?: pb.SnooperEvent.$Shape|null;
         *   network?: pb.NetworkEvent.$Shape|null;
         *   ptrace?: pb.PtraceEvent.$Shape|null;
         *   mmap?: pb.MmapEvent.$Shape|null;
         *   mount?: pb.MountEvent.$Shape|null;
         *   resource?: pb.ResourceEvent.$Shape|null;
         *   sysFreq?: pb.SysFreqEvent.$Shape|null;
         *   syscallFreqAgg?: pb.SyscallFreqAgg.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ payload?: undefined; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "snoop"; snoop: pb.SnooperEvent.$Shape; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "network"; snoop?: null; network: pb.NetworkEvent.$Shape; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "ptrace"; snoop?: null; network?: null; ptrace: pb.PtraceEvent.$Shape; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "mmap"; snoop?: null; network?: null; ptrace?: null; mmap: pb.MmapEvent.$Shape; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "mount"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount: pb.MountEvent.$Shape; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "resource"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource: pb.ResourceEvent.$Shape; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "sysFreq"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq: pb.SysFreqEvent.$Shape; syscallFreqAgg?: null }|{ payload?: "syscallFreqAgg"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg: pb.SyscallFreqAgg.$Shape })
         * )} pb.EbpfEvent.$Shape
         */

        /**
         * Constructs a new EbpfEvent.
         * @memberof pb
         * @classdesc Represents an EbpfEvent.
         * @constructor
         * @param {pb.EbpfEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const EbpfEvent = function (properties) {
            this.containerLabelsJson = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EbpfEvent pid.
         * @member {number} pid
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.pid = 0;

        /**
         * EbpfEvent uid.
         * @member {number} uid
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.uid = 0;

        /**
         * EbpfEvent comm.
         * @member {string} comm
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.comm = "";

        /**
         * EbpfEvent timestampNs.
         * @member {number|Long} timestampNs
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.timestampNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EbpfEvent timestampNsExit.
         * @member {number|Long} timestampNsExit
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.timestampNsExit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EbpfEvent latencyNs.
         * @member {number|Long} latencyNs
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.latencyNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EbpfEvent eventType.
         * @member {string} eventType
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.eventType = "";

        /**
         * EbpfEvent nodeName.
         * @member {string} nodeName
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.nodeName = "";

        /**
         * EbpfEvent user.
         * @member {string} user
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.user = "";

        /**
         * EbpfEvent ppid.
         * @member {number} ppid
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.ppid = 0;

        /**
         * EbpfEvent gid.
         * @member {number} gid
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.gid = 0;

        /**
         * EbpfEvent cgroupId.
         * @member {number|Long} cgroupId
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.cgroupId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EbpfEvent cgroupName.
         * @member {string} cgroupName
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.cgroupName = "";

        /**
         * EbpfEvent userPid.
         * @member {number} userPid
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.userPid = 0;

        /**
         * EbpfEvent userPpid.
         * @member {number} userPpid
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.userPpid = 0;

        /**
         * EbpfEvent timestampUnixMs.
         * @member {number|Long} timestampUnixMs
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.timestampUnixMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * EbpfEvent containerId.
         * @member {string} containerId
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.containerId = "";

        /**
         * EbpfEvent containerImage.
         * @member {string} containerImage
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.containerImage = "";

        /**
         * EbpfEvent containerLabelsJson.
         * @member {Object.<string,string>} containerLabelsJson
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.containerLabelsJson = $util.emptyObject;

        /**
         * EbpfEvent snoop.
         * @member {pb.SnooperEvent.$Properties|null|undefined} snoop
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.snoop = null;

        /**
         * EbpfEvent network.
         * @member {pb.NetworkEvent.$Properties|null|undefined} network
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.network = null;

        /**
         * EbpfEvent ptrace.
         * @member {pb.PtraceEvent.$Properties|null|undefined} ptrace
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.ptrace = null;

        /**
         * EbpfEvent mmap.
         * @member {pb.MmapEvent.$Properties|null|undefined} mmap
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.mmap = null;

        /**
         * EbpfEvent mount.
         * @member {pb.MountEvent.$Properties|null|undefined} mount
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.mount = null;

        /**
         * EbpfEvent resource.
         * @member {pb.ResourceEvent.$Properties|null|undefined} resource
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.resource = null;

        /**
         * EbpfEvent sysFreq.
         * @member {pb.SysFreqEvent.$Properties|null|undefined} sysFreq
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.sysFreq = null;

        /**
         * EbpfEvent syscallFreqAgg.
         * @member {pb.SyscallFreqAgg.$Properties|null|undefined} syscallFreqAgg
         * @memberof pb.EbpfEvent
         * @instance
         */
        EbpfEvent.prototype.syscallFreqAgg = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * EbpfEvent payload.
         * @member {"snoop"|"network"|"ptrace"|"mmap"|"mount"|"resource"|"sysFreq"|"syscallFreqAgg"|undefined} payload
         * @memberof pb.EbpfEvent
         * @instance
         */
        $Object.defineProperty(EbpfEvent.prototype, "payload", {
            get: $util.oneOfGetter($oneOfFields = ["snoop", "network", "ptrace", "mmap", "mount", "resource", "sysFreq", "syscallFreqAgg"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified EbpfEvent message. Does not implicitly {@link pb.EbpfEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.EbpfEvent
         * @static
         * @param {pb.EbpfEvent.$Properties} message EbpfEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EbpfEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.pid);
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.uid);
            if (message.comm != null && $Object.hasOwnProperty.call(message, "comm") && message.comm !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.comm);
            if (message.timestampNs != null && $Object.hasOwnProperty.call(message, "timestampNs") && (typeof message.timestampNs === "object" ? message.timestampNs.low || message.timestampNs.high : message.timestampNs !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.timestampNs);
            if (message.timestampNsExit != null && $Object.hasOwnProperty.call(message, "timestampNsExit") && (typeof message.timestampNsExit === "object" ? message.timestampNsExit.low || message.timestampNsExit.high : message.timestampNsExit !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.timestampNsExit);
            if (message.latencyNs != null && $Object.hasOwnProperty.call(message, "latencyNs") && (typeof message.latencyNs === "object" ? message.latencyNs.low || message.latencyNs.high : message.latencyNs !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.latencyNs);
            if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
                writer.uint32(/* id 7, wireType 2 =*/58).string(message.eventType);
            if (message.nodeName != null && $Object.hasOwnProperty.call(message, "nodeName") && message.nodeName !== "")
                writer.uint32(/* id 8, wireType 2 =*/66).string(message.nodeName);
            if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                writer.uint32(/* id 9, wireType 2 =*/74).string(message.user);
            if (message.ppid != null && $Object.hasOwnProperty.call(message, "ppid") && message.ppid !== 0)
                writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.ppid);
            if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && message.gid !== 0)
                writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.gid);
            if (message.cgroupId != null && $Object.hasOwnProperty.call(message, "cgroupId") && (typeof message.cgroupId === "object" ? message.cgroupId.low || message.cgroupId.high : message.cgroupId !== 0))
                writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.cgroupId);
            if (message.cgroupName != null && $Object.hasOwnProperty.call(message, "cgroupName") && message.cgroupName !== "")
                writer.uint32(/* id 13, wireType 2 =*/106).string(message.cgroupName);
            if (message.userPid != null && $Object.hasOwnProperty.call(message, "userPid") && message.userPid !== 0)
                writer.uint32(/* id 14, wireType 0 =*/112).uint32(message.userPid);
            if (message.userPpid != null && $Object.hasOwnProperty.call(message, "userPpid") && message.userPpid !== 0)
                writer.uint32(/* id 15, wireType 0 =*/120).uint32(message.userPpid);
            if (message.timestampUnixMs != null && $Object.hasOwnProperty.call(message, "timestampUnixMs") && (typeof message.timestampUnixMs === "object" ? message.timestampUnixMs.low || message.timestampUnixMs.high : message.timestampUnixMs !== 0))
                writer.uint32(/* id 16, wireType 0 =*/128).int64(message.timestampUnixMs);
            if (message.containerId != null && $Object.hasOwnProperty.call(message, "containerId") && message.containerId !== "")
                writer.uint32(/* id 17, wireType 2 =*/138).string(message.containerId);
            if (message.containerImage != null && $Object.hasOwnProperty.call(message, "containerImage") && message.containerImage !== "")
                writer.uint32(/* id 18, wireType 2 =*/146).string(message.containerImage);
            if (message.containerLabelsJson != null && $Object.hasOwnProperty.call(message, "containerLabelsJson"))
                for (let keys = $Object.keys(message.containerLabelsJson), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 19, wireType 2 =*/154).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.containerLabelsJson[keys[i]]).ldelim();
            if (message.snoop != null && $Object.hasOwnProperty.call(message, "snoop"))
                $root.pb.SnooperEvent.encode(message.snoop, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
            if (message.network != null && $Object.hasOwnProperty.call(message, "network"))
                $root.pb.NetworkEvent.encode(message.network, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
            if (message.ptrace != null && $Object.hasOwnProperty.call(message, "ptrace"))
                $root.pb.PtraceEvent.encode(message.ptrace, writer.uint32(/* id 39, wireType 2 =*/314).fork(), _depth + 1).ldelim();
            if (message.mmap != null && $Object.hasOwnProperty.call(message, "mmap"))
                $root.pb.MmapEvent.encode(message.mmap, writer.uint32(/* id 47, wireType 2 =*/378).fork(), _depth + 1).ldelim();
            if (message.mount != null && $Object.hasOwnProperty.call(message, "mount"))
                $root.pb.MountEvent.encode(message.mount, writer.uint32(/* id 53, wireType 2 =*/426).fork(), _depth + 1).ldelim();
            if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
                $root.pb.ResourceEvent.encode(message.resource, writer.uint32(/* id 64, wireType 2 =*/514).fork(), _depth + 1).ldelim();
            if (message.sysFreq != null && $Object.hasOwnProperty.call(message, "sysFreq"))
                $root.pb.SysFreqEvent.encode(message.sysFreq, writer.uint32(/* id 67, wireType 2 =*/538).fork(), _depth + 1).ldelim();
            if (message.syscallFreqAgg != null && $Object.hasOwnProperty.call(message, "syscallFreqAgg"))
                $root.pb.SyscallFreqAgg.encode(message.syscallFreqAgg, writer.uint32(/* id 73, wireType 2 =*/586).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EbpfEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.EbpfEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.EbpfEvent & pb.EbpfEvent.$Shape} EbpfEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EbpfEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.EbpfEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pid = value;
                        else
                            delete message.pid;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.uid = value;
                        else
                            delete message.uid;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.comm = value;
                        else
                            delete message.comm;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.timestampNs = value;
                        else
                            delete message.timestampNs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.timestampNsExit = value;
                        else
                            delete message.timestampNsExit;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.latencyNs = value;
                        else
                            delete message.latencyNs;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.eventType = value;
                        else
                            delete message.eventType;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.nodeName = value;
                        else
                            delete message.nodeName;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.user = value;
                        else
                            delete message.user;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.ppid = value;
                        else
                            delete message.ppid;
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.gid = value;
                        else
                            delete message.gid;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.cgroupId = value;
                        else
                            delete message.cgroupId;
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.cgroupName = value;
                        else
                            delete message.cgroupName;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.userPid = value;
                        else
                            delete message.userPid;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.userPpid = value;
                        else
                            delete message.userPpid;
                        continue;
                    }
                case 16: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.timestampUnixMs = value;
                        else
                            delete message.timestampUnixMs;
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.containerId = value;
                        else
                            delete message.containerId;
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.containerImage = value;
                        else
                            delete message.containerImage;
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        if (message.containerLabelsJson === $util.emptyObject)
                            message.containerLabelsJson = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.containerLabelsJson, key);
                        message.containerLabelsJson[key] = value;
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.snoop = $root.pb.SnooperEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.snoop);
                        message.payload = "snoop";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.network = $root.pb.NetworkEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.network);
                        message.payload = "network";
                        continue;
                    }
                case 39: {
                        if (wireType !== 2)
                            break;
                        message.ptrace = $root.pb.PtraceEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.ptrace);
                        message.payload = "ptrace";
                        continue;
                    }
                case 47: {
                        if (wireType !== 2)
                            break;
                        message.mmap = $root.pb.MmapEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.mmap);
                        message.payload = "mmap";
                        continue;
                    }
                case 53: {
                        if (wireType !== 2)
                            break;
                        message.mount = $root.pb.MountEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.mount);
                        message.payload = "mount";
                        continue;
                    }
                case 64: {
                        if (wireType !== 2)
                            break;
                        message.resource = $root.pb.ResourceEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.resource);
                        message.payload = "resource";
                        continue;
                    }
                case 67: {
                        if (wireType !== 2)
                            break;
                        message.sysFreq = $root.pb.SysFreqEvent.decode(reader, reader.size(), $undefined, _depth + 1, message.sysFreq);
                        message.payload = "sysFreq";
                        continue;
                    }
                case 73: {
                        if (wireType !== 2)
                            break;
                        message.syscallFreqAgg = $root.pb.SyscallFreqAgg.decode(reader, reader.size(), $undefined, _depth + 1, message.syscallFreqAgg);
                        message.payload = "syscallFreqAgg";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EbpfEvent;
    })();

    pb.SnooperEvent = (function() {

        /**
         * Properties of a SnooperEvent.
         * @typedef {Object} pb.SnooperEvent.$Properties
         * @property {string|null} [filename] SnooperEvent filename
         * @property {number|Long|null} [returnCode] SnooperEvent returnCode
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnooperEvent.
         * @memberof pb
         * @interface ISnooperEvent
         * @augments pb.SnooperEvent.$Properties
         * @deprecated Use pb.SnooperEvent.$Properties instead.
         */

        /**
         * Shape of a SnooperEvent.
         * @typedef {pb.SnooperEvent.$Properties} pb.SnooperEvent.$Shape
         */

        /**
         * Constructs a new SnooperEvent.
         * @memberof pb
         * @classdesc Represents a SnooperEvent.
         * @constructor
         * @param {pb.SnooperEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SnooperEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnooperEvent filename.
         * @member {string} filename
         * @memberof pb.SnooperEvent
         * @instance
         */
        SnooperEvent.prototype.filename = "";

        /**
         * SnooperEvent returnCode.
         * @member {number|Long} returnCode
         * @memberof pb.SnooperEvent
         * @instance
         */
        SnooperEvent.prototype.returnCode = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Encodes the specified SnooperEvent message. Does not implicitly {@link pb.SnooperEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.SnooperEvent
         * @static
         * @param {pb.SnooperEvent.$Properties} message SnooperEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnooperEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.filename != null && $Object.hasOwnProperty.call(message, "filename") && message.filename !== "")
                writer.uint32(/* id 22, wireType 2 =*/178).string(message.filename);
            if (message.returnCode != null && $Object.hasOwnProperty.call(message, "returnCode") && (typeof message.returnCode === "object" ? message.returnCode.low || message.returnCode.high : message.returnCode !== 0))
                writer.uint32(/* id 23, wireType 0 =*/184).int64(message.returnCode);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnooperEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.SnooperEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.SnooperEvent & pb.SnooperEvent.$Shape} SnooperEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnooperEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.SnooperEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 22: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.filename = value;
                        else
                            delete message.filename;
                        continue;
                    }
                case 23: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.returnCode = value;
                        else
                            delete message.returnCode;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnooperEvent;
    })();

    pb.NetworkEvent = (function() {

        /**
         * Properties of a NetworkEvent.
         * @typedef {Object} pb.NetworkEvent.$Properties
         * @property {number|Long|null} [returnCode] NetworkEvent returnCode
         * @property {string|null} [saddrv4] NetworkEvent saddrv4
         * @property {string|null} [daddrv4] NetworkEvent daddrv4
         * @property {string|null} [sport] NetworkEvent sport
         * @property {string|null} [dport] NetworkEvent dport
         * @property {string|null} [saFamily] NetworkEvent saFamily
         * @property {string|null} [saddrv6] NetworkEvent saddrv6
         * @property {string|null} [daddrv6] NetworkEvent daddrv6
         * @property {string|null} [resolvedDomain] NetworkEvent resolvedDomain
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a NetworkEvent.
         * @memberof pb
         * @interface INetworkEvent
         * @augments pb.NetworkEvent.$Properties
         * @deprecated Use pb.NetworkEvent.$Properties instead.
         */

        /**
         * Shape of a NetworkEvent.
         * @typedef {pb.NetworkEvent.$Properties} pb.NetworkEvent.$Shape
         */

        /**
         * Constructs a new NetworkEvent.
         * @memberof pb
         * @classdesc Represents a NetworkEvent.
         * @constructor
         * @param {pb.NetworkEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const NetworkEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * NetworkEvent returnCode.
         * @member {number|Long} returnCode
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.returnCode = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * NetworkEvent saddrv4.
         * @member {string} saddrv4
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.saddrv4 = "";

        /**
         * NetworkEvent daddrv4.
         * @member {string} daddrv4
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.daddrv4 = "";

        /**
         * NetworkEvent sport.
         * @member {string} sport
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.sport = "";

        /**
         * NetworkEvent dport.
         * @member {string} dport
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.dport = "";

        /**
         * NetworkEvent saFamily.
         * @member {string} saFamily
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.saFamily = "";

        /**
         * NetworkEvent saddrv6.
         * @member {string} saddrv6
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.saddrv6 = "";

        /**
         * NetworkEvent daddrv6.
         * @member {string} daddrv6
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.daddrv6 = "";

        /**
         * NetworkEvent resolvedDomain.
         * @member {string} resolvedDomain
         * @memberof pb.NetworkEvent
         * @instance
         */
        NetworkEvent.prototype.resolvedDomain = "";

        /**
         * Encodes the specified NetworkEvent message. Does not implicitly {@link pb.NetworkEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.NetworkEvent
         * @static
         * @param {pb.NetworkEvent.$Properties} message NetworkEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        NetworkEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.returnCode != null && $Object.hasOwnProperty.call(message, "returnCode") && (typeof message.returnCode === "object" ? message.returnCode.low || message.returnCode.high : message.returnCode !== 0))
                writer.uint32(/* id 24, wireType 0 =*/192).int64(message.returnCode);
            if (message.saddrv4 != null && $Object.hasOwnProperty.call(message, "saddrv4") && message.saddrv4 !== "")
                writer.uint32(/* id 25, wireType 2 =*/202).string(message.saddrv4);
            if (message.daddrv4 != null && $Object.hasOwnProperty.call(message, "daddrv4") && message.daddrv4 !== "")
                writer.uint32(/* id 26, wireType 2 =*/210).string(message.daddrv4);
            if (message.sport != null && $Object.hasOwnProperty.call(message, "sport") && message.sport !== "")
                writer.uint32(/* id 27, wireType 2 =*/218).string(message.sport);
            if (message.dport != null && $Object.hasOwnProperty.call(message, "dport") && message.dport !== "")
                writer.uint32(/* id 28, wireType 2 =*/226).string(message.dport);
            if (message.saFamily != null && $Object.hasOwnProperty.call(message, "saFamily") && message.saFamily !== "")
                writer.uint32(/* id 29, wireType 2 =*/234).string(message.saFamily);
            if (message.saddrv6 != null && $Object.hasOwnProperty.call(message, "saddrv6") && message.saddrv6 !== "")
                writer.uint32(/* id 30, wireType 2 =*/242).string(message.saddrv6);
            if (message.daddrv6 != null && $Object.hasOwnProperty.call(message, "daddrv6") && message.daddrv6 !== "")
                writer.uint32(/* id 31, wireType 2 =*/250).string(message.daddrv6);
            if (message.resolvedDomain != null && $Object.hasOwnProperty.call(message, "resolvedDomain") && message.resolvedDomain !== "")
                writer.uint32(/* id 32, wireType 2 =*/258).string(message.resolvedDomain);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a NetworkEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.NetworkEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.NetworkEvent & pb.NetworkEvent.$Shape} NetworkEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        NetworkEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.NetworkEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 24: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.returnCode = value;
                        else
                            delete message.returnCode;
                        continue;
                    }
                case 25: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.saddrv4 = value;
                        else
                            delete message.saddrv4;
                        continue;
                    }
                case 26: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.daddrv4 = value;
                        else
                            delete message.daddrv4;
                        continue;
                    }
                case 27: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sport = value;
                        else
                            delete message.sport;
                        continue;
                    }
                case 28: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.dport = value;
                        else
                            delete message.dport;
                        continue;
                    }
                case 29: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.saFamily = value;
                        else
                            delete message.saFamily;
                        continue;
                    }
                case 30: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.saddrv6 = value;
                        else
                            delete message.saddrv6;
                        continue;
                    }
                case 31: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.daddrv6 = value;
                        else
                            delete message.daddrv6;
                        continue;
                    }
                case 32: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.resolvedDomain = value;
                        else
                            delete message.resolvedDomain;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return NetworkEvent;
    })();

    pb.PtraceEvent = (function() {

        /**
         * Properties of a PtraceEvent.
         * @typedef {Object} pb.PtraceEvent.$Properties
         * @property {number|Long|null} [request] PtraceEvent request
         * @property {number|Long|null} [targetPid] PtraceEvent targetPid
         * @property {number|Long|null} [addr] PtraceEvent addr
         * @property {number|Long|null} [data] PtraceEvent data
         * @property {number|Long|null} [returnCode] PtraceEvent returnCode
         * @property {string|null} [requestName] PtraceEvent requestName
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a PtraceEvent.
         * @memberof pb
         * @interface IPtraceEvent
         * @augments pb.PtraceEvent.$Properties
         * @deprecated Use pb.PtraceEvent.$Properties instead.
         */

        /**
         * Shape of a PtraceEvent.
         * @typedef {pb.PtraceEvent.$Properties} pb.PtraceEvent.$Shape
         */

        /**
         * Constructs a new PtraceEvent.
         * @memberof pb
         * @classdesc Represents a PtraceEvent.
         * @constructor
         * @param {pb.PtraceEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const PtraceEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * PtraceEvent request.
         * @member {number|Long} request
         * @memberof pb.PtraceEvent
         * @instance
         */
        PtraceEvent.prototype.request = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * PtraceEvent targetPid.
         * @member {number|Long} targetPid
         * @memberof pb.PtraceEvent
         * @instance
         */
        PtraceEvent.prototype.targetPid = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * PtraceEvent addr.
         * @member {number|Long} addr
         * @memberof pb.PtraceEvent
         * @instance
         */
        PtraceEvent.prototype.addr = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PtraceEvent data.
         * @member {number|Long} data
         * @memberof pb.PtraceEvent
         * @instance
         */
        PtraceEvent.prototype.data = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * PtraceEvent returnCode.
         * @member {number|Long} returnCode
         * @memberof pb.PtraceEvent
         * @instance
         */
        PtraceEvent.prototype.returnCode = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * PtraceEvent requestName.
         * @member {string} requestName
         * @memberof pb.PtraceEvent
         * @instance
         */
        PtraceEvent.prototype.requestName = "";

        /**
         * Encodes the specified PtraceEvent message. Does not implicitly {@link pb.PtraceEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.PtraceEvent
         * @static
         * @param {pb.PtraceEvent.$Properties} message PtraceEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        PtraceEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.request != null && $Object.hasOwnProperty.call(message, "request") && (typeof message.request === "object" ? message.request.low || message.request.high : message.request !== 0))
                writer.uint32(/* id 33, wireType 0 =*/264).int64(message.request);
            if (message.targetPid != null && $Object.hasOwnProperty.call(message, "targetPid") && (typeof message.targetPid === "object" ? message.targetPid.low || message.targetPid.high : message.targetPid !== 0))
                writer.uint32(/* id 34, wireType 0 =*/272).int64(message.targetPid);
            if (message.addr != null && $Object.hasOwnProperty.call(message, "addr") && (typeof message.addr === "object" ? message.addr.low || message.addr.high : message.addr !== 0))
                writer.uint32(/* id 35, wireType 0 =*/280).uint64(message.addr);
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && (typeof message.data === "object" ? message.data.low || message.data.high : message.data !== 0))
                writer.uint32(/* id 36, wireType 0 =*/288).uint64(message.data);
            if (message.returnCode != null && $Object.hasOwnProperty.call(message, "returnCode") && (typeof message.returnCode === "object" ? message.returnCode.low || message.returnCode.high : message.returnCode !== 0))
                writer.uint32(/* id 37, wireType 0 =*/296).int64(message.returnCode);
            if (message.requestName != null && $Object.hasOwnProperty.call(message, "requestName") && message.requestName !== "")
                writer.uint32(/* id 38, wireType 2 =*/306).string(message.requestName);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a PtraceEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.PtraceEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.PtraceEvent & pb.PtraceEvent.$Shape} PtraceEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        PtraceEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.PtraceEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 33: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.request = value;
                        else
                            delete message.request;
                        continue;
                    }
                case 34: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.targetPid = value;
                        else
                            delete message.targetPid;
                        continue;
                    }
                case 35: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.addr = value;
                        else
                            delete message.addr;
                        continue;
                    }
                case 36: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                case 37: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.returnCode = value;
                        else
                            delete message.returnCode;
                        continue;
                    }
                case 38: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.requestName = value;
                        else
                            delete message.requestName;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return PtraceEvent;
    })();

    pb.MmapEvent = (function() {

        /**
         * Properties of a MmapEvent.
         * @typedef {Object} pb.MmapEvent.$Properties
         * @property {number|Long|null} [addr] MmapEvent addr
         * @property {number|Long|null} [len] MmapEvent len
         * @property {number|Long|null} [prot] MmapEvent prot
         * @property {number|Long|null} [flags] MmapEvent flags
         * @property {number|Long|null} [fd] MmapEvent fd
         * @property {number|Long|null} [off] MmapEvent off
         * @property {number|Long|null} [returnCode] MmapEvent returnCode
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MmapEvent.
         * @memberof pb
         * @interface IMmapEvent
         * @augments pb.MmapEvent.$Properties
         * @deprecated Use pb.MmapEvent.$Properties instead.
         */

        /**
         * Shape of a MmapEvent.
         * @typedef {pb.MmapEvent.$Properties} pb.MmapEvent.$Shape
         */

        /**
         * Constructs a new MmapEvent.
         * @memberof pb
         * @classdesc Represents a MmapEvent.
         * @constructor
         * @param {pb.MmapEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MmapEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MmapEvent addr.
         * @member {number|Long} addr
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.addr = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MmapEvent len.
         * @member {number|Long} len
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.len = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MmapEvent prot.
         * @member {number|Long} prot
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.prot = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MmapEvent flags.
         * @member {number|Long} flags
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.flags = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MmapEvent fd.
         * @member {number|Long} fd
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.fd = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MmapEvent off.
         * @member {number|Long} off
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.off = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MmapEvent returnCode.
         * @member {number|Long} returnCode
         * @memberof pb.MmapEvent
         * @instance
         */
        MmapEvent.prototype.returnCode = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Encodes the specified MmapEvent message. Does not implicitly {@link pb.MmapEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.MmapEvent
         * @static
         * @param {pb.MmapEvent.$Properties} message MmapEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MmapEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.addr != null && $Object.hasOwnProperty.call(message, "addr") && (typeof message.addr === "object" ? message.addr.low || message.addr.high : message.addr !== 0))
                writer.uint32(/* id 40, wireType 0 =*/320).uint64(message.addr);
            if (message.len != null && $Object.hasOwnProperty.call(message, "len") && (typeof message.len === "object" ? message.len.low || message.len.high : message.len !== 0))
                writer.uint32(/* id 41, wireType 0 =*/328).uint64(message.len);
            if (message.prot != null && $Object.hasOwnProperty.call(message, "prot") && (typeof message.prot === "object" ? message.prot.low || message.prot.high : message.prot !== 0))
                writer.uint32(/* id 42, wireType 0 =*/336).uint64(message.prot);
            if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && (typeof message.flags === "object" ? message.flags.low || message.flags.high : message.flags !== 0))
                writer.uint32(/* id 43, wireType 0 =*/344).uint64(message.flags);
            if (message.fd != null && $Object.hasOwnProperty.call(message, "fd") && (typeof message.fd === "object" ? message.fd.low || message.fd.high : message.fd !== 0))
                writer.uint32(/* id 44, wireType 0 =*/352).uint64(message.fd);
            if (message.off != null && $Object.hasOwnProperty.call(message, "off") && (typeof message.off === "object" ? message.off.low || message.off.high : message.off !== 0))
                writer.uint32(/* id 45, wireType 0 =*/360).uint64(message.off);
            if (message.returnCode != null && $Object.hasOwnProperty.call(message, "returnCode") && (typeof message.returnCode === "object" ? message.returnCode.low || message.returnCode.high : message.returnCode !== 0))
                writer.uint32(/* id 46, wireType 0 =*/368).int64(message.returnCode);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MmapEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.MmapEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.MmapEvent & pb.MmapEvent.$Shape} MmapEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MmapEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.MmapEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 40: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.addr = value;
                        else
                            delete message.addr;
                        continue;
                    }
                case 41: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.len = value;
                        else
                            delete message.len;
                        continue;
                    }
                case 42: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.prot = value;
                        else
                            delete message.prot;
                        continue;
                    }
                case 43: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.flags = value;
                        else
                            delete message.flags;
                        continue;
                    }
                case 44: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.fd = value;
                        else
                            delete message.fd;
                        continue;
                    }
                case 45: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.off = value;
                        else
                            delete message.off;
                        continue;
                    }
                case 46: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.returnCode = value;
                        else
                            delete message.returnCode;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MmapEvent;
    })();

    pb.MountEvent = (function() {

        /**
         * Properties of a MountEvent.
         * @typedef {Object} pb.MountEvent.$Properties
         * @property {string|null} [devName] MountEvent devName
         * @property {string|null} [dirName] MountEvent dirName
         * @property {string|null} [type] MountEvent type
         * @property {number|Long|null} [flags] MountEvent flags
         * @property {number|Long|null} [returnCode] MountEvent returnCode
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a MountEvent.
         * @memberof pb
         * @interface IMountEvent
         * @augments pb.MountEvent.$Properties
         * @deprecated Use pb.MountEvent.$Properties instead.
         */

        /**
         * Shape of a MountEvent.
         * @typedef {pb.MountEvent.$Properties} pb.MountEvent.$Shape
         */

        /**
         * Constructs a new MountEvent.
         * @memberof pb
         * @classdesc Represents a MountEvent.
         * @constructor
         * @param {pb.MountEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const MountEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * MountEvent devName.
         * @member {string} devName
         * @memberof pb.MountEvent
         * @instance
         */
        MountEvent.prototype.devName = "";

        /**
         * MountEvent dirName.
         * @member {string} dirName
         * @memberof pb.MountEvent
         * @instance
         */
        MountEvent.prototype.dirName = "";

        /**
         * MountEvent type.
         * @member {string} type
         * @memberof pb.MountEvent
         * @instance
         */
        MountEvent.prototype.type = "";

        /**
         * MountEvent flags.
         * @member {number|Long} flags
         * @memberof pb.MountEvent
         * @instance
         */
        MountEvent.prototype.flags = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * MountEvent returnCode.
         * @member {number|Long} returnCode
         * @memberof pb.MountEvent
         * @instance
         */
        MountEvent.prototype.returnCode = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Encodes the specified MountEvent message. Does not implicitly {@link pb.MountEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.MountEvent
         * @static
         * @param {pb.MountEvent.$Properties} message MountEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        MountEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.devName != null && $Object.hasOwnProperty.call(message, "devName") && message.devName !== "")
                writer.uint32(/* id 48, wireType 2 =*/386).string(message.devName);
            if (message.dirName != null && $Object.hasOwnProperty.call(message, "dirName") && message.dirName !== "")
                writer.uint32(/* id 49, wireType 2 =*/394).string(message.dirName);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                writer.uint32(/* id 50, wireType 2 =*/402).string(message.type);
            if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && (typeof message.flags === "object" ? message.flags.low || message.flags.high : message.flags !== 0))
                writer.uint32(/* id 51, wireType 0 =*/408).uint64(message.flags);
            if (message.returnCode != null && $Object.hasOwnProperty.call(message, "returnCode") && (typeof message.returnCode === "object" ? message.returnCode.low || message.returnCode.high : message.returnCode !== 0))
                writer.uint32(/* id 52, wireType 0 =*/416).int64(message.returnCode);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a MountEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.MountEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.MountEvent & pb.MountEvent.$Shape} MountEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        MountEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.MountEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 48: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.devName = value;
                        else
                            delete message.devName;
                        continue;
                    }
                case 49: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.dirName = value;
                        else
                            delete message.dirName;
                        continue;
                    }
                case 50: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 51: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.flags = value;
                        else
                            delete message.flags;
                        continue;
                    }
                case 52: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.returnCode = value;
                        else
                            delete message.returnCode;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return MountEvent;
    })();

    pb.ResourceEvent = (function() {

        /**
         * Properties of a ResourceEvent.
         * @typedef {Object} pb.ResourceEvent.$Properties
         * @property {number|null} [CpuNs] ResourceEvent CpuNs
         * @property {number|Long|null} [UserFaults] ResourceEvent UserFaults
         * @property {number|Long|null} [KernelFaults] ResourceEvent KernelFaults
         * @property {number|null} [VmMmapBytes] ResourceEvent VmMmapBytes
         * @property {number|null} [VmMunmapBytes] ResourceEvent VmMunmapBytes
         * @property {number|null} [VmBrkGrowBytes] ResourceEvent VmBrkGrowBytes
         * @property {number|null} [VmBrkShrinkBytes] ResourceEvent VmBrkShrinkBytes
         * @property {number|null} [BytesWritten] ResourceEvent BytesWritten
         * @property {number|null} [BytesRead] ResourceEvent BytesRead
         * @property {number|null} [isActive] ResourceEvent isActive
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ResourceEvent.
         * @memberof pb
         * @interface IResourceEvent
         * @augments pb.ResourceEvent.$Properties
         * @deprecated Use pb.ResourceEvent.$Properties instead.
         */

        /**
         * Shape of a ResourceEvent.
         * @typedef {pb.ResourceEvent.$Properties} pb.ResourceEvent.$Shape
         */

        /**
         * Constructs a new ResourceEvent.
         * @memberof pb
         * @classdesc Represents a ResourceEvent.
         * @constructor
         * @param {pb.ResourceEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ResourceEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ResourceEvent CpuNs.
         * @member {number} CpuNs
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.CpuNs = 0;

        /**
         * ResourceEvent UserFaults.
         * @member {number|Long} UserFaults
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.UserFaults = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ResourceEvent KernelFaults.
         * @member {number|Long} KernelFaults
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.KernelFaults = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ResourceEvent VmMmapBytes.
         * @member {number} VmMmapBytes
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.VmMmapBytes = 0;

        /**
         * ResourceEvent VmMunmapBytes.
         * @member {number} VmMunmapBytes
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.VmMunmapBytes = 0;

        /**
         * ResourceEvent VmBrkGrowBytes.
         * @member {number} VmBrkGrowBytes
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.VmBrkGrowBytes = 0;

        /**
         * ResourceEvent VmBrkShrinkBytes.
         * @member {number} VmBrkShrinkBytes
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.VmBrkShrinkBytes = 0;

        /**
         * ResourceEvent BytesWritten.
         * @member {number} BytesWritten
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.BytesWritten = 0;

        /**
         * ResourceEvent BytesRead.
         * @member {number} BytesRead
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.BytesRead = 0;

        /**
         * ResourceEvent isActive.
         * @member {number} isActive
         * @memberof pb.ResourceEvent
         * @instance
         */
        ResourceEvent.prototype.isActive = 0;

        /**
         * Encodes the specified ResourceEvent message. Does not implicitly {@link pb.ResourceEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.ResourceEvent
         * @static
         * @param {pb.ResourceEvent.$Properties} message ResourceEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ResourceEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.CpuNs != null && $Object.hasOwnProperty.call(message, "CpuNs") && !$Object.is(message.CpuNs, 0))
                writer.uint32(/* id 54, wireType 1 =*/433).double(message.CpuNs);
            if (message.UserFaults != null && $Object.hasOwnProperty.call(message, "UserFaults") && (typeof message.UserFaults === "object" ? message.UserFaults.low || message.UserFaults.high : message.UserFaults !== 0))
                writer.uint32(/* id 55, wireType 0 =*/440).uint64(message.UserFaults);
            if (message.KernelFaults != null && $Object.hasOwnProperty.call(message, "KernelFaults") && (typeof message.KernelFaults === "object" ? message.KernelFaults.low || message.KernelFaults.high : message.KernelFaults !== 0))
                writer.uint32(/* id 56, wireType 0 =*/448).uint64(message.KernelFaults);
            if (message.VmMmapBytes != null && $Object.hasOwnProperty.call(message, "VmMmapBytes") && !$Object.is(message.VmMmapBytes, 0))
                writer.uint32(/* id 57, wireType 1 =*/457).double(message.VmMmapBytes);
            if (message.VmMunmapBytes != null && $Object.hasOwnProperty.call(message, "VmMunmapBytes") && !$Object.is(message.VmMunmapBytes, 0))
                writer.uint32(/* id 58, wireType 1 =*/465).double(message.VmMunmapBytes);
            if (message.VmBrkGrowBytes != null && $Object.hasOwnProperty.call(message, "VmBrkGrowBytes") && !$Object.is(message.VmBrkGrowBytes, 0))
                writer.uint32(/* id 59, wireType 1 =*/473).double(message.VmBrkGrowBytes);
            if (message.VmBrkShrinkBytes != null && $Object.hasOwnProperty.call(message, "VmBrkShrinkBytes") && !$Object.is(message.VmBrkShrinkBytes, 0))
                writer.uint32(/* id 60, wireType 1 =*/481).double(message.VmBrkShrinkBytes);
            if (message.BytesWritten != null && $Object.hasOwnProperty.call(message, "BytesWritten") && !$Object.is(message.BytesWritten, 0))
                writer.uint32(/* id 61, wireType 1 =*/489).double(message.BytesWritten);
            if (message.BytesRead != null && $Object.hasOwnProperty.call(message, "BytesRead") && !$Object.is(message.BytesRead, 0))
                writer.uint32(/* id 62, wireType 1 =*/497).double(message.BytesRead);
            if (message.isActive != null && $Object.hasOwnProperty.call(message, "isActive") && message.isActive !== 0)
                writer.uint32(/* id 63, wireType 0 =*/504).uint32(message.isActive);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ResourceEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.ResourceEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.ResourceEvent & pb.ResourceEvent.$Shape} ResourceEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ResourceEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.ResourceEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 54: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.CpuNs = value;
                        else
                            delete message.CpuNs;
                        continue;
                    }
                case 55: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.UserFaults = value;
                        else
                            delete message.UserFaults;
                        continue;
                    }
                case 56: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.KernelFaults = value;
                        else
                            delete message.KernelFaults;
                        continue;
                    }
                case 57: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.VmMmapBytes = value;
                        else
                            delete message.VmMmapBytes;
                        continue;
                    }
                case 58: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.VmMunmapBytes = value;
                        else
                            delete message.VmMunmapBytes;
                        continue;
                    }
                case 59: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.VmBrkGrowBytes = value;
                        else
                            delete message.VmBrkGrowBytes;
                        continue;
                    }
                case 60: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.VmBrkShrinkBytes = value;
                        else
                            delete message.VmBrkShrinkBytes;
                        continue;
                    }
                case 61: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.BytesWritten = value;
                        else
                            delete message.BytesWritten;
                        continue;
                    }
                case 62: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.BytesRead = value;
                        else
                            delete message.BytesRead;
                        continue;
                    }
                case 63: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.isActive = value;
                        else
                            delete message.isActive;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ResourceEvent;
    })();

    pb.SysFreqEvent = (function() {

        /**
         * Properties of a SysFreqEvent.
         * @typedef {Object} pb.SysFreqEvent.$Properties
         * @property {number|null} [syscallId] SysFreqEvent syscallId
         * @property {number|Long|null} [count] SysFreqEvent count
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SysFreqEvent.
         * @memberof pb
         * @interface ISysFreqEvent
         * @augments pb.SysFreqEvent.$Properties
         * @deprecated Use pb.SysFreqEvent.$Properties instead.
         */

        /**
         * Shape of a SysFreqEvent.
         * @typedef {pb.SysFreqEvent.$Properties} pb.SysFreqEvent.$Shape
         */

        /**
         * Constructs a new SysFreqEvent.
         * @memberof pb
         * @classdesc Represents a SysFreqEvent.
         * @constructor
         * @param {pb.SysFreqEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SysFreqEvent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SysFreqEvent syscallId.
         * @member {number} syscallId
         * @memberof pb.SysFreqEvent
         * @instance
         */
        SysFreqEvent.prototype.syscallId = 0;

        /**
         * SysFreqEvent count.
         * @member {number|Long} count
         * @memberof pb.SysFreqEvent
         * @instance
         */
        SysFreqEvent.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified SysFreqEvent message. Does not implicitly {@link pb.SysFreqEvent.verify|verify} messages.
         * @function encode
         * @memberof pb.SysFreqEvent
         * @static
         * @param {pb.SysFreqEvent.$Properties} message SysFreqEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SysFreqEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.syscallId != null && $Object.hasOwnProperty.call(message, "syscallId") && message.syscallId !== 0)
                writer.uint32(/* id 65, wireType 0 =*/520).uint32(message.syscallId);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
                writer.uint32(/* id 66, wireType 0 =*/528).uint64(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SysFreqEvent message from the specified reader or buffer.
         * @function decode
         * @memberof pb.SysFreqEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.SysFreqEvent & pb.SysFreqEvent.$Shape} SysFreqEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SysFreqEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.SysFreqEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 65: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.syscallId = value;
                        else
                            delete message.syscallId;
                        continue;
                    }
                case 66: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SysFreqEvent;
    })();

    pb.SyscallFreqAgg = (function() {

        /**
         * Properties of a SyscallFreqAgg.
         * @typedef {Object} pb.SyscallFreqAgg.$Properties
         * @property {string|null} [vectorJson] SyscallFreqAgg vectorJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SyscallFreqAgg.
         * @memberof pb
         * @interface ISyscallFreqAgg
         * @augments pb.SyscallFreqAgg.$Properties
         * @deprecated Use pb.SyscallFreqAgg.$Properties instead.
         */

        /**
         * Shape of a SyscallFreqAgg.
         * @typedef {pb.SyscallFreqAgg.$Properties} pb.SyscallFreqAgg.$Shape
         */

        /**
         * Constructs a new SyscallFreqAgg.
         * @memberof pb
         * @classdesc Represents a SyscallFreqAgg.
         * @constructor
         * @param {pb.SyscallFreqAgg.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SyscallFreqAgg = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SyscallFreqAgg vectorJson.
         * @member {string} vectorJson
         * @memberof pb.SyscallFreqAgg
         * @instance
         */
        SyscallFreqAgg.prototype.vectorJson = "";

        /**
         * Encodes the specified SyscallFreqAgg message. Does not implicitly {@link pb.SyscallFreqAgg.verify|verify} messages.
         * @function encode
         * @memberof pb.SyscallFreqAgg
         * @static
         * @param {pb.SyscallFreqAgg.$Properties} message SyscallFreqAgg message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SyscallFreqAgg.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.vectorJson != null && $Object.hasOwnProperty.call(message, "vectorJson") && message.vectorJson !== "")
                writer.uint32(/* id 72, wireType 2 =*/578).string(message.vectorJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SyscallFreqAgg message from the specified reader or buffer.
         * @function decode
         * @memberof pb.SyscallFreqAgg
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {pb.SyscallFreqAgg & pb.SyscallFreqAgg.$Shape} SyscallFreqAgg
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SyscallFreqAgg.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.pb.SyscallFreqAgg();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 72: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.vectorJson = value;
                        else
                            delete message.vectorJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SyscallFreqAgg;
    })();

    return pb;
})();

export const picket = $root.picket = (() => {

    /**
     * Namespace picket.
     * @exports picket
     * @namespace
     */
    const picket = {};

    picket.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof picket
         * @namespace
         */
        const v1 = {};

        v1.Anomaly = (function() {

            /**
             * Properties of an Anomaly.
             * @typedef {Object} picket.v1.Anomaly.$Properties
             * @property {string|null} [id] Anomaly id
             * @property {string|null} [detector] Anomaly detector
             * @property {string|null} [model] Anomaly model
             * @property {string|null} [profile] Anomaly profile
             * @property {picket.v1.Container.$Properties|null} [container] Anomaly container
             * @property {string|null} [node] Anomaly node
             * @property {number|null} [score] Anomaly score
             * @property {number|null} [threshold] Anomaly threshold
             * @property {picket.v1.Severity|null} [severity] Anomaly severity
             * @property {google.protobuf.Timestamp.$Properties|null} [time] Anomaly time
             * @property {picket.v1.Process.$Properties|null} [process] Anomaly process
             * @property {Array.<picket.v1.Reason.$Properties>|null} [reasons] Anomaly reasons
             * @property {picket.v1.Source.$Properties|null} [source] Anomaly source
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Anomaly.
             * @memberof picket.v1
             * @interface IAnomaly
             * @augments picket.v1.Anomaly.$Properties
             * @deprecated Use picket.v1.Anomaly.$Properties instead.
             */

            /**
             * Shape of an Anomaly.
             * @typedef {picket.v1.Anomaly.$Properties} picket.v1.Anomaly.$Shape
             */

            /**
             * Constructs a new Anomaly.
             * @memberof picket.v1
             * @classdesc Represents an Anomaly.
             * @constructor
             * @param {picket.v1.Anomaly.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Anomaly = function (properties) {
                this.reasons = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Anomaly id.
             * @member {string} id
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.id = "";

            /**
             * Anomaly detector.
             * @member {string} detector
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.detector = "";

            /**
             * Anomaly model.
             * @member {string} model
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.model = "";

            /**
             * Anomaly profile.
             * @member {string} profile
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.profile = "";

            /**
             * Anomaly container.
             * @member {picket.v1.Container.$Properties|null|undefined} container
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.container = null;

            /**
             * Anomaly node.
             * @member {string} node
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.node = "";

            /**
             * Anomaly score.
             * @member {number} score
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.score = 0;

            /**
             * Anomaly threshold.
             * @member {number} threshold
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.threshold = 0;

            /**
             * Anomaly severity.
             * @member {picket.v1.Severity} severity
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.severity = 0;

            /**
             * Anomaly time.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} time
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.time = null;

            /**
             * Anomaly process.
             * @member {picket.v1.Process.$Properties|null|undefined} process
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.process = null;

            /**
             * Anomaly reasons.
             * @member {Array.<picket.v1.Reason.$Properties>} reasons
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.reasons = $util.emptyArray;

            /**
             * Anomaly source.
             * @member {picket.v1.Source.$Properties|null|undefined} source
             * @memberof picket.v1.Anomaly
             * @instance
             */
            Anomaly.prototype.source = null;

            /**
             * Encodes the specified Anomaly message. Does not implicitly {@link picket.v1.Anomaly.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Anomaly
             * @static
             * @param {picket.v1.Anomaly.$Properties} message Anomaly message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Anomaly.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.detector != null && $Object.hasOwnProperty.call(message, "detector") && message.detector !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.detector);
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.model);
                if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.profile);
                if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                    $root.picket.v1.Container.encode(message.container, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.node);
                if (message.score != null && $Object.hasOwnProperty.call(message, "score") && !$Object.is(message.score, 0))
                    writer.uint32(/* id 7, wireType 1 =*/57).double(message.score);
                if (message.threshold != null && $Object.hasOwnProperty.call(message, "threshold") && !$Object.is(message.threshold, 0))
                    writer.uint32(/* id 8, wireType 1 =*/65).double(message.threshold);
                if (message.severity != null && $Object.hasOwnProperty.call(message, "severity") && message.severity !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).int32(message.severity);
                if (message.time != null && $Object.hasOwnProperty.call(message, "time"))
                    $root.google.protobuf.Timestamp.encode(message.time, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.process != null && $Object.hasOwnProperty.call(message, "process"))
                    $root.picket.v1.Process.encode(message.process, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.reasons != null && message.reasons.length)
                    for (let i = 0; i < message.reasons.length; ++i)
                        $root.picket.v1.Reason.encode(message.reasons[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                    $root.picket.v1.Source.encode(message.source, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Anomaly message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Anomaly
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Anomaly & picket.v1.Anomaly.$Shape} Anomaly
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Anomaly.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Anomaly();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detector = value;
                            else
                                delete message.detector;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.profile = value;
                            else
                                delete message.profile;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.container = $root.picket.v1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.score = value;
                            else
                                delete message.score;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.threshold = value;
                            else
                                delete message.threshold;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.severity = value;
                            else
                                delete message.severity;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.time = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.time);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.process = $root.picket.v1.Process.decode(reader, reader.size(), $undefined, _depth + 1, message.process);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.reasons && message.reasons.length))
                                message.reasons = [];
                            message.reasons.push($root.picket.v1.Reason.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.source = $root.picket.v1.Source.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Anomaly;
        })();

        /**
         * Severity enum.
         * @name picket.v1.Severity
         * @enum {number}
         * @property {number} SEVERITY_UNSPECIFIED=0 SEVERITY_UNSPECIFIED value
         * @property {number} SEVERITY_LOW=1 SEVERITY_LOW value
         * @property {number} SEVERITY_MEDIUM=2 SEVERITY_MEDIUM value
         * @property {number} SEVERITY_HIGH=3 SEVERITY_HIGH value
         * @property {number} SEVERITY_CRITICAL=4 SEVERITY_CRITICAL value
         */
        v1.Severity = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "SEVERITY_UNSPECIFIED"] = 0;
            values[valuesById[1] = "SEVERITY_LOW"] = 1;
            values[valuesById[2] = "SEVERITY_MEDIUM"] = 2;
            values[valuesById[3] = "SEVERITY_HIGH"] = 3;
            values[valuesById[4] = "SEVERITY_CRITICAL"] = 4;
            return values;
        })();

        v1.Container = (function() {

            /**
             * Properties of a Container.
             * @typedef {Object} picket.v1.Container.$Properties
             * @property {string|null} [image] Container image
             * @property {string|null} [id] Container id
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Container.
             * @memberof picket.v1
             * @interface IContainer
             * @augments picket.v1.Container.$Properties
             * @deprecated Use picket.v1.Container.$Properties instead.
             */

            /**
             * Shape of a Container.
             * @typedef {picket.v1.Container.$Properties} picket.v1.Container.$Shape
             */

            /**
             * Constructs a new Container.
             * @memberof picket.v1
             * @classdesc Represents a Container.
             * @constructor
             * @param {picket.v1.Container.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Container = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Container image.
             * @member {string} image
             * @memberof picket.v1.Container
             * @instance
             */
            Container.prototype.image = "";

            /**
             * Container id.
             * @member {string} id
             * @memberof picket.v1.Container
             * @instance
             */
            Container.prototype.id = "";

            /**
             * Encodes the specified Container message. Does not implicitly {@link picket.v1.Container.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Container
             * @static
             * @param {picket.v1.Container.$Properties} message Container message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Container.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.image != null && $Object.hasOwnProperty.call(message, "image") && message.image !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.image);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.id);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Container message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Container
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Container & picket.v1.Container.$Shape} Container
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Container.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Container();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.image = value;
                            else
                                delete message.image;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Container;
        })();

        v1.Process = (function() {

            /**
             * Properties of a Process.
             * @typedef {Object} picket.v1.Process.$Properties
             * @property {number|null} [pid] Process pid
             * @property {number|null} [ppid] Process ppid
             * @property {string|null} [comm] Process comm
             * @property {string|null} [user] Process user
             * @property {number|null} [uid] Process uid
             * @property {number|null} [gid] Process gid
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Process.
             * @memberof picket.v1
             * @interface IProcess
             * @augments picket.v1.Process.$Properties
             * @deprecated Use picket.v1.Process.$Properties instead.
             */

            /**
             * Shape of a Process.
             * @typedef {picket.v1.Process.$Properties} picket.v1.Process.$Shape
             */

            /**
             * Constructs a new Process.
             * @memberof picket.v1
             * @classdesc Represents a Process.
             * @constructor
             * @param {picket.v1.Process.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Process = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Process pid.
             * @member {number} pid
             * @memberof picket.v1.Process
             * @instance
             */
            Process.prototype.pid = 0;

            /**
             * Process ppid.
             * @member {number} ppid
             * @memberof picket.v1.Process
             * @instance
             */
            Process.prototype.ppid = 0;

            /**
             * Process comm.
             * @member {string} comm
             * @memberof picket.v1.Process
             * @instance
             */
            Process.prototype.comm = "";

            /**
             * Process user.
             * @member {string} user
             * @memberof picket.v1.Process
             * @instance
             */
            Process.prototype.user = "";

            /**
             * Process uid.
             * @member {number} uid
             * @memberof picket.v1.Process
             * @instance
             */
            Process.prototype.uid = 0;

            /**
             * Process gid.
             * @member {number} gid
             * @memberof picket.v1.Process
             * @instance
             */
            Process.prototype.gid = 0;

            /**
             * Encodes the specified Process message. Does not implicitly {@link picket.v1.Process.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Process
             * @static
             * @param {picket.v1.Process.$Properties} message Process message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Process.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.pid);
                if (message.ppid != null && $Object.hasOwnProperty.call(message, "ppid") && message.ppid !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.ppid);
                if (message.comm != null && $Object.hasOwnProperty.call(message, "comm") && message.comm !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.comm);
                if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.user);
                if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.uid);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && message.gid !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.gid);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Process message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Process
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Process & picket.v1.Process.$Shape} Process
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Process.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Process();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pid = value;
                            else
                                delete message.pid;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.ppid = value;
                            else
                                delete message.ppid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.comm = value;
                            else
                                delete message.comm;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.user = value;
                            else
                                delete message.user;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.uid = value;
                            else
                                delete message.uid;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Process;
        })();

        v1.Reason = (function() {

            /**
             * Properties of a Reason.
             * @typedef {Object} picket.v1.Reason.$Properties
             * @property {string|null} [feature] Reason feature
             * @property {number|null} [value] Reason value
             * @property {picket.v1.Range.$Properties|null} [usual] Reason usual
             * @property {number|null} [share] Reason share
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Reason.
             * @memberof picket.v1
             * @interface IReason
             * @augments picket.v1.Reason.$Properties
             * @deprecated Use picket.v1.Reason.$Properties instead.
             */

            /**
             * Shape of a Reason.
             * @typedef {picket.v1.Reason.$Properties} picket.v1.Reason.$Shape
             */

            /**
             * Constructs a new Reason.
             * @memberof picket.v1
             * @classdesc Represents a Reason.
             * @constructor
             * @param {picket.v1.Reason.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Reason = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Reason feature.
             * @member {string} feature
             * @memberof picket.v1.Reason
             * @instance
             */
            Reason.prototype.feature = "";

            /**
             * Reason value.
             * @member {number} value
             * @memberof picket.v1.Reason
             * @instance
             */
            Reason.prototype.value = 0;

            /**
             * Reason usual.
             * @member {picket.v1.Range.$Properties|null|undefined} usual
             * @memberof picket.v1.Reason
             * @instance
             */
            Reason.prototype.usual = null;

            /**
             * Reason share.
             * @member {number} share
             * @memberof picket.v1.Reason
             * @instance
             */
            Reason.prototype.share = 0;

            /**
             * Encodes the specified Reason message. Does not implicitly {@link picket.v1.Reason.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Reason
             * @static
             * @param {picket.v1.Reason.$Properties} message Reason message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Reason.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.feature != null && $Object.hasOwnProperty.call(message, "feature") && message.feature !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.feature);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && !$Object.is(message.value, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.value);
                if (message.usual != null && $Object.hasOwnProperty.call(message, "usual"))
                    $root.picket.v1.Range.encode(message.usual, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.share != null && $Object.hasOwnProperty.call(message, "share") && !$Object.is(message.share, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.share);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Reason message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Reason
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Reason & picket.v1.Reason.$Shape} Reason
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Reason.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Reason();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.feature = value;
                            else
                                delete message.feature;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.usual = $root.picket.v1.Range.decode(reader, reader.size(), $undefined, _depth + 1, message.usual);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.share = value;
                            else
                                delete message.share;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reason;
        })();

        v1.Range = (function() {

            /**
             * Properties of a Range.
             * @typedef {Object} picket.v1.Range.$Properties
             * @property {number|null} [low] Range low
             * @property {number|null} [high] Range high
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Range.
             * @memberof picket.v1
             * @interface IRange
             * @augments picket.v1.Range.$Properties
             * @deprecated Use picket.v1.Range.$Properties instead.
             */

            /**
             * Shape of a Range.
             * @typedef {picket.v1.Range.$Properties} picket.v1.Range.$Shape
             */

            /**
             * Constructs a new Range.
             * @memberof picket.v1
             * @classdesc Represents a Range.
             * @constructor
             * @param {picket.v1.Range.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Range = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Range low.
             * @member {number} low
             * @memberof picket.v1.Range
             * @instance
             */
            Range.prototype.low = 0;

            /**
             * Range high.
             * @member {number} high
             * @memberof picket.v1.Range
             * @instance
             */
            Range.prototype.high = 0;

            /**
             * Encodes the specified Range message. Does not implicitly {@link picket.v1.Range.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Range
             * @static
             * @param {picket.v1.Range.$Properties} message Range message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Range.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.low != null && $Object.hasOwnProperty.call(message, "low") && !$Object.is(message.low, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.low);
                if (message.high != null && $Object.hasOwnProperty.call(message, "high") && !$Object.is(message.high, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.high);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Range message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Range
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Range & picket.v1.Range.$Shape} Range
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Range.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Range();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.low = value;
                            else
                                delete message.low;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.high = value;
                            else
                                delete message.high;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Range;
        })();

        v1.Source = (function() {

            /**
             * Properties of a Source.
             * @typedef {Object} picket.v1.Source.$Properties
             * @property {string|null} [topic] Source topic
             * @property {number|null} [partition] Source partition
             * @property {number|Long|null} [offset] Source offset
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Source.
             * @memberof picket.v1
             * @interface ISource
             * @augments picket.v1.Source.$Properties
             * @deprecated Use picket.v1.Source.$Properties instead.
             */

            /**
             * Shape of a Source.
             * @typedef {picket.v1.Source.$Properties} picket.v1.Source.$Shape
             */

            /**
             * Constructs a new Source.
             * @memberof picket.v1
             * @classdesc Represents a Source.
             * @constructor
             * @param {picket.v1.Source.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Source = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Source topic.
             * @member {string} topic
             * @memberof picket.v1.Source
             * @instance
             */
            Source.prototype.topic = "";

            /**
             * Source partition.
             * @member {number} partition
             * @memberof picket.v1.Source
             * @instance
             */
            Source.prototype.partition = 0;

            /**
             * Source offset.
             * @member {number|Long} offset
             * @memberof picket.v1.Source
             * @instance
             */
            Source.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Encodes the specified Source message. Does not implicitly {@link picket.v1.Source.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Source
             * @static
             * @param {picket.v1.Source.$Properties} message Source message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Source.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.topic);
                if (message.partition != null && $Object.hasOwnProperty.call(message, "partition") && message.partition !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.partition);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).int64(message.offset);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Source message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Source
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Source & picket.v1.Source.$Shape} Source
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Source.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Source();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.topic = value;
                            else
                                delete message.topic;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.partition = value;
                            else
                                delete message.partition;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Source;
        })();

        v1.DeadLetter = (function() {

            /**
             * Properties of a DeadLetter.
             * @typedef {Object} picket.v1.DeadLetter.$Properties
             * @property {string|null} [reason] DeadLetter reason
             * @property {string|null} [detail] DeadLetter detail
             * @property {picket.v1.Source.$Properties|null} [source] DeadLetter source
             * @property {google.protobuf.Timestamp.$Properties|null} [time] DeadLetter time
             * @property {Uint8Array|null} [value] DeadLetter value
             * @property {number|Long|null} [originalBytes] DeadLetter originalBytes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeadLetter.
             * @memberof picket.v1
             * @interface IDeadLetter
             * @augments picket.v1.DeadLetter.$Properties
             * @deprecated Use picket.v1.DeadLetter.$Properties instead.
             */

            /**
             * Shape of a DeadLetter.
             * @typedef {picket.v1.DeadLetter.$Properties} picket.v1.DeadLetter.$Shape
             */

            /**
             * Constructs a new DeadLetter.
             * @memberof picket.v1
             * @classdesc Represents a DeadLetter.
             * @constructor
             * @param {picket.v1.DeadLetter.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeadLetter = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeadLetter reason.
             * @member {string} reason
             * @memberof picket.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.reason = "";

            /**
             * DeadLetter detail.
             * @member {string} detail
             * @memberof picket.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.detail = "";

            /**
             * DeadLetter source.
             * @member {picket.v1.Source.$Properties|null|undefined} source
             * @memberof picket.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.source = null;

            /**
             * DeadLetter time.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} time
             * @memberof picket.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.time = null;

            /**
             * DeadLetter value.
             * @member {Uint8Array} value
             * @memberof picket.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.value = $util.newBuffer([]);

            /**
             * DeadLetter originalBytes.
             * @member {number|Long} originalBytes
             * @memberof picket.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.originalBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified DeadLetter message. Does not implicitly {@link picket.v1.DeadLetter.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.DeadLetter
             * @static
             * @param {picket.v1.DeadLetter.$Properties} message DeadLetter message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeadLetter.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.detail);
                if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                    $root.picket.v1.Source.encode(message.source, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.time != null && $Object.hasOwnProperty.call(message, "time"))
                    $root.google.protobuf.Timestamp.encode(message.time, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.value);
                if (message.originalBytes != null && $Object.hasOwnProperty.call(message, "originalBytes") && (typeof message.originalBytes === "object" ? message.originalBytes.low || message.originalBytes.high : message.originalBytes !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.originalBytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeadLetter message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.DeadLetter
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.DeadLetter & picket.v1.DeadLetter.$Shape} DeadLetter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeadLetter.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.DeadLetter();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detail = value;
                            else
                                delete message.detail;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.source = $root.picket.v1.Source.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.time = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.time);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.originalBytes = value;
                            else
                                delete message.originalBytes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeadLetter;
        })();

        v1.CordonRequest = (function() {

            /**
             * Properties of a CordonRequest.
             * @typedef {Object} picket.v1.CordonRequest.$Properties
             * @property {string|null} [id] CordonRequest id
             * @property {picket.v1.Action|null} [action] CordonRequest action
             * @property {string|null} [node] CordonRequest node
             * @property {string|null} [nodeUid] CordonRequest nodeUid
             * @property {string|null} [reason] CordonRequest reason
             * @property {picket.v1.Severity|null} [severity] CordonRequest severity
             * @property {number|null} [score] CordonRequest score
             * @property {Array.<picket.v1.Evidence.$Properties>|null} [evidence] CordonRequest evidence
             * @property {Array.<string>|null} [critical] CordonRequest critical
             * @property {picket.v1.Policy.$Properties|null} [policy] CordonRequest policy
             * @property {Array.<string>|null} [models] CordonRequest models
             * @property {google.protobuf.Timestamp.$Properties|null} [requestedAt] CordonRequest requestedAt
             * @property {google.protobuf.Timestamp.$Properties|null} [notAfter] CordonRequest notAfter
             * @property {string|null} [requestedBy] CordonRequest requestedBy
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CordonRequest.
             * @memberof picket.v1
             * @interface ICordonRequest
             * @augments picket.v1.CordonRequest.$Properties
             * @deprecated Use picket.v1.CordonRequest.$Properties instead.
             */

            /**
             * Shape of a CordonRequest.
             * @typedef {picket.v1.CordonRequest.$Properties} picket.v1.CordonRequest.$Shape
             */

            /**
             * Constructs a new CordonRequest.
             * @memberof picket.v1
             * @classdesc Represents a CordonRequest.
             * @constructor
             * @param {picket.v1.CordonRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CordonRequest = function (properties) {
                this.evidence = [];
                this.critical = [];
                this.models = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CordonRequest id.
             * @member {string} id
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.id = "";

            /**
             * CordonRequest action.
             * @member {picket.v1.Action} action
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.action = 0;

            /**
             * CordonRequest node.
             * @member {string} node
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.node = "";

            /**
             * CordonRequest nodeUid.
             * @member {string} nodeUid
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.nodeUid = "";

            /**
             * CordonRequest reason.
             * @member {string} reason
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.reason = "";

            /**
             * CordonRequest severity.
             * @member {picket.v1.Severity} severity
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.severity = 0;

            /**
             * CordonRequest score.
             * @member {number} score
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.score = 0;

            /**
             * CordonRequest evidence.
             * @member {Array.<picket.v1.Evidence.$Properties>} evidence
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.evidence = $util.emptyArray;

            /**
             * CordonRequest critical.
             * @member {Array.<string>} critical
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.critical = $util.emptyArray;

            /**
             * CordonRequest policy.
             * @member {picket.v1.Policy.$Properties|null|undefined} policy
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.policy = null;

            /**
             * CordonRequest models.
             * @member {Array.<string>} models
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.models = $util.emptyArray;

            /**
             * CordonRequest requestedAt.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} requestedAt
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.requestedAt = null;

            /**
             * CordonRequest notAfter.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} notAfter
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.notAfter = null;

            /**
             * CordonRequest requestedBy.
             * @member {string} requestedBy
             * @memberof picket.v1.CordonRequest
             * @instance
             */
            CordonRequest.prototype.requestedBy = "";

            /**
             * Encodes the specified CordonRequest message. Does not implicitly {@link picket.v1.CordonRequest.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.CordonRequest
             * @static
             * @param {picket.v1.CordonRequest.$Properties} message CordonRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CordonRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.action);
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.node);
                if (message.nodeUid != null && $Object.hasOwnProperty.call(message, "nodeUid") && message.nodeUid !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nodeUid);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.reason);
                if (message.severity != null && $Object.hasOwnProperty.call(message, "severity") && message.severity !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).int32(message.severity);
                if (message.score != null && $Object.hasOwnProperty.call(message, "score") && !$Object.is(message.score, 0))
                    writer.uint32(/* id 7, wireType 1 =*/57).double(message.score);
                if (message.evidence != null && message.evidence.length)
                    for (let i = 0; i < message.evidence.length; ++i)
                        $root.picket.v1.Evidence.encode(message.evidence[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.critical != null && message.critical.length)
                    for (let i = 0; i < message.critical.length; ++i)
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.critical[i]);
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
                    $root.picket.v1.Policy.encode(message.policy, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.models != null && message.models.length)
                    for (let i = 0; i < message.models.length; ++i)
                        writer.uint32(/* id 11, wireType 2 =*/90).string(message.models[i]);
                if (message.requestedAt != null && $Object.hasOwnProperty.call(message, "requestedAt"))
                    $root.google.protobuf.Timestamp.encode(message.requestedAt, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.notAfter != null && $Object.hasOwnProperty.call(message, "notAfter"))
                    $root.google.protobuf.Timestamp.encode(message.notAfter, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.requestedBy != null && $Object.hasOwnProperty.call(message, "requestedBy") && message.requestedBy !== "")
                    writer.uint32(/* id 14, wireType 2 =*/114).string(message.requestedBy);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CordonRequest message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.CordonRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.CordonRequest & picket.v1.CordonRequest.$Shape} CordonRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CordonRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.CordonRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nodeUid = value;
                            else
                                delete message.nodeUid;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.severity = value;
                            else
                                delete message.severity;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.score = value;
                            else
                                delete message.score;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.evidence && message.evidence.length))
                                message.evidence = [];
                            message.evidence.push($root.picket.v1.Evidence.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.critical && message.critical.length))
                                message.critical = [];
                            message.critical.push(reader.stringVerify());
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.policy = $root.picket.v1.Policy.decode(reader, reader.size(), $undefined, _depth + 1, message.policy);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.models && message.models.length))
                                message.models = [];
                            message.models.push(reader.stringVerify());
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.requestedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.requestedAt);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.notAfter = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.notAfter);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestedBy = value;
                            else
                                delete message.requestedBy;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CordonRequest;
        })();

        /**
         * Action enum.
         * @name picket.v1.Action
         * @enum {number}
         * @property {number} ACTION_UNSPECIFIED=0 ACTION_UNSPECIFIED value
         * @property {number} ACTION_CORDON=1 ACTION_CORDON value
         * @property {number} ACTION_RELEASE=2 ACTION_RELEASE value
         */
        v1.Action = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ACTION_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ACTION_CORDON"] = 1;
            values[valuesById[2] = "ACTION_RELEASE"] = 2;
            return values;
        })();

        v1.Evidence = (function() {

            /**
             * Properties of an Evidence.
             * @typedef {Object} picket.v1.Evidence.$Properties
             * @property {string|null} [kind] Evidence kind
             * @property {string|null} [id] Evidence id
             * @property {string|null} [topic] Evidence topic
             * @property {number|null} [partition] Evidence partition
             * @property {number|Long|null} [offset] Evidence offset
             * @property {string|null} [summary] Evidence summary
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Evidence.
             * @memberof picket.v1
             * @interface IEvidence
             * @augments picket.v1.Evidence.$Properties
             * @deprecated Use picket.v1.Evidence.$Properties instead.
             */

            /**
             * Shape of an Evidence.
             * @typedef {picket.v1.Evidence.$Properties} picket.v1.Evidence.$Shape
             */

            /**
             * Constructs a new Evidence.
             * @memberof picket.v1
             * @classdesc Represents an Evidence.
             * @constructor
             * @param {picket.v1.Evidence.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Evidence = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Evidence kind.
             * @member {string} kind
             * @memberof picket.v1.Evidence
             * @instance
             */
            Evidence.prototype.kind = "";

            /**
             * Evidence id.
             * @member {string} id
             * @memberof picket.v1.Evidence
             * @instance
             */
            Evidence.prototype.id = "";

            /**
             * Evidence topic.
             * @member {string} topic
             * @memberof picket.v1.Evidence
             * @instance
             */
            Evidence.prototype.topic = "";

            /**
             * Evidence partition.
             * @member {number} partition
             * @memberof picket.v1.Evidence
             * @instance
             */
            Evidence.prototype.partition = 0;

            /**
             * Evidence offset.
             * @member {number|Long} offset
             * @memberof picket.v1.Evidence
             * @instance
             */
            Evidence.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Evidence summary.
             * @member {string} summary
             * @memberof picket.v1.Evidence
             * @instance
             */
            Evidence.prototype.summary = "";

            /**
             * Encodes the specified Evidence message. Does not implicitly {@link picket.v1.Evidence.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Evidence
             * @static
             * @param {picket.v1.Evidence.$Properties} message Evidence message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Evidence.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.kind);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.id);
                if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.topic);
                if (message.partition != null && $Object.hasOwnProperty.call(message, "partition") && message.partition !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.partition);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).int64(message.offset);
                if (message.summary != null && $Object.hasOwnProperty.call(message, "summary") && message.summary !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.summary);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Evidence message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Evidence
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Evidence & picket.v1.Evidence.$Shape} Evidence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Evidence.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Evidence();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.topic = value;
                            else
                                delete message.topic;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.partition = value;
                            else
                                delete message.partition;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.summary = value;
                            else
                                delete message.summary;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Evidence;
        })();

        v1.Policy = (function() {

            /**
             * Properties of a Policy.
             * @typedef {Object} picket.v1.Policy.$Properties
             * @property {string|null} [name] Policy name
             * @property {string|null} [version] Policy version
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Policy.
             * @memberof picket.v1
             * @interface IPolicy
             * @augments picket.v1.Policy.$Properties
             * @deprecated Use picket.v1.Policy.$Properties instead.
             */

            /**
             * Shape of a Policy.
             * @typedef {picket.v1.Policy.$Properties} picket.v1.Policy.$Shape
             */

            /**
             * Constructs a new Policy.
             * @memberof picket.v1
             * @classdesc Represents a Policy.
             * @constructor
             * @param {picket.v1.Policy.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Policy = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Policy name.
             * @member {string} name
             * @memberof picket.v1.Policy
             * @instance
             */
            Policy.prototype.name = "";

            /**
             * Policy version.
             * @member {string} version
             * @memberof picket.v1.Policy
             * @instance
             */
            Policy.prototype.version = "";

            /**
             * Encodes the specified Policy message. Does not implicitly {@link picket.v1.Policy.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.Policy
             * @static
             * @param {picket.v1.Policy.$Properties} message Policy message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Policy.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.version);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Policy message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.Policy
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.Policy & picket.v1.Policy.$Shape} Policy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Policy.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.Policy();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Policy;
        })();

        v1.EnforcementOutcome = (function() {

            /**
             * Properties of an EnforcementOutcome.
             * @typedef {Object} picket.v1.EnforcementOutcome.$Properties
             * @property {string|null} [id] EnforcementOutcome id
             * @property {string|null} [requestId] EnforcementOutcome requestId
             * @property {string|null} [node] EnforcementOutcome node
             * @property {picket.v1.Action|null} [action] EnforcementOutcome action
             * @property {picket.v1.Decision|null} [decision] EnforcementOutcome decision
             * @property {string|null} [code] EnforcementOutcome code
             * @property {string|null} [message] EnforcementOutcome message
             * @property {picket.v1.NodeState.$Properties|null} [before] EnforcementOutcome before
             * @property {picket.v1.NodeState.$Properties|null} [after] EnforcementOutcome after
             * @property {google.protobuf.Timestamp.$Properties|null} [at] EnforcementOutcome at
             * @property {string|null} [traceId] EnforcementOutcome traceId
             * @property {string|null} [keyId] EnforcementOutcome keyId
             * @property {picket.v1.Source.$Properties|null} [source] EnforcementOutcome source
             * @property {picket.v1.Policy.$Properties|null} [policy] EnforcementOutcome policy
             * @property {Array.<string>|null} [evidenceKinds] EnforcementOutcome evidenceKinds
             * @property {boolean|null} [byPerson] EnforcementOutcome byPerson
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EnforcementOutcome.
             * @memberof picket.v1
             * @interface IEnforcementOutcome
             * @augments picket.v1.EnforcementOutcome.$Properties
             * @deprecated Use picket.v1.EnforcementOutcome.$Properties instead.
             */

            /**
             * Shape of an EnforcementOutcome.
             * @typedef {picket.v1.EnforcementOutcome.$Properties} picket.v1.EnforcementOutcome.$Shape
             */

            /**
             * Constructs a new EnforcementOutcome.
             * @memberof picket.v1
             * @classdesc Represents an EnforcementOutcome.
             * @constructor
             * @param {picket.v1.EnforcementOutcome.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EnforcementOutcome = function (properties) {
                this.evidenceKinds = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EnforcementOutcome id.
             * @member {string} id
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.id = "";

            /**
             * EnforcementOutcome requestId.
             * @member {string} requestId
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.requestId = "";

            /**
             * EnforcementOutcome node.
             * @member {string} node
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.node = "";

            /**
             * EnforcementOutcome action.
             * @member {picket.v1.Action} action
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.action = 0;

            /**
             * EnforcementOutcome decision.
             * @member {picket.v1.Decision} decision
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.decision = 0;

            /**
             * EnforcementOutcome code.
             * @member {string} code
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.code = "";

            /**
             * EnforcementOutcome message.
             * @member {string} message
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.message = "";

            /**
             * EnforcementOutcome before.
             * @member {picket.v1.NodeState.$Properties|null|undefined} before
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.before = null;

            /**
             * EnforcementOutcome after.
             * @member {picket.v1.NodeState.$Properties|null|undefined} after
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.after = null;

            /**
             * EnforcementOutcome at.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} at
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.at = null;

            /**
             * EnforcementOutcome traceId.
             * @member {string} traceId
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.traceId = "";

            /**
             * EnforcementOutcome keyId.
             * @member {string} keyId
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.keyId = "";

            /**
             * EnforcementOutcome source.
             * @member {picket.v1.Source.$Properties|null|undefined} source
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.source = null;

            /**
             * EnforcementOutcome policy.
             * @member {picket.v1.Policy.$Properties|null|undefined} policy
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.policy = null;

            /**
             * EnforcementOutcome evidenceKinds.
             * @member {Array.<string>} evidenceKinds
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.evidenceKinds = $util.emptyArray;

            /**
             * EnforcementOutcome byPerson.
             * @member {boolean} byPerson
             * @memberof picket.v1.EnforcementOutcome
             * @instance
             */
            EnforcementOutcome.prototype.byPerson = false;

            /**
             * Encodes the specified EnforcementOutcome message. Does not implicitly {@link picket.v1.EnforcementOutcome.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.EnforcementOutcome
             * @static
             * @param {picket.v1.EnforcementOutcome.$Properties} message EnforcementOutcome message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EnforcementOutcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && message.requestId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.requestId);
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.node);
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.action);
                if (message.decision != null && $Object.hasOwnProperty.call(message, "decision") && message.decision !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.decision);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.message);
                if (message.before != null && $Object.hasOwnProperty.call(message, "before"))
                    $root.picket.v1.NodeState.encode(message.before, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.after != null && $Object.hasOwnProperty.call(message, "after"))
                    $root.picket.v1.NodeState.encode(message.after, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.google.protobuf.Timestamp.encode(message.at, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId") && message.traceId !== "")
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.traceId);
                if (message.keyId != null && $Object.hasOwnProperty.call(message, "keyId") && message.keyId !== "")
                    writer.uint32(/* id 12, wireType 2 =*/98).string(message.keyId);
                if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                    $root.picket.v1.Source.encode(message.source, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
                    $root.picket.v1.Policy.encode(message.policy, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.evidenceKinds != null && message.evidenceKinds.length)
                    for (let i = 0; i < message.evidenceKinds.length; ++i)
                        writer.uint32(/* id 15, wireType 2 =*/122).string(message.evidenceKinds[i]);
                if (message.byPerson != null && $Object.hasOwnProperty.call(message, "byPerson") && message.byPerson !== false)
                    writer.uint32(/* id 16, wireType 0 =*/128).bool(message.byPerson);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EnforcementOutcome message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.EnforcementOutcome
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.EnforcementOutcome & picket.v1.EnforcementOutcome.$Shape} EnforcementOutcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EnforcementOutcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.EnforcementOutcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.requestId = value;
                            else
                                delete message.requestId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.decision = value;
                            else
                                delete message.decision;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.before = $root.picket.v1.NodeState.decode(reader, reader.size(), $undefined, _depth + 1, message.before);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.after = $root.picket.v1.NodeState.decode(reader, reader.size(), $undefined, _depth + 1, message.after);
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.traceId = value;
                            else
                                delete message.traceId;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.keyId = value;
                            else
                                delete message.keyId;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.source = $root.picket.v1.Source.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.policy = $root.picket.v1.Policy.decode(reader, reader.size(), $undefined, _depth + 1, message.policy);
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            if (!(message.evidenceKinds && message.evidenceKinds.length))
                                message.evidenceKinds = [];
                            message.evidenceKinds.push(reader.stringVerify());
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.byPerson = value;
                            else
                                delete message.byPerson;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EnforcementOutcome;
        })();

        /**
         * Decision enum.
         * @name picket.v1.Decision
         * @enum {number}
         * @property {number} DECISION_UNSPECIFIED=0 DECISION_UNSPECIFIED value
         * @property {number} DECISION_CARRIED_OUT=1 DECISION_CARRIED_OUT value
         * @property {number} DECISION_UNCHANGED=2 DECISION_UNCHANGED value
         * @property {number} DECISION_DRY_RUN=3 DECISION_DRY_RUN value
         * @property {number} DECISION_DEFERRED=4 DECISION_DEFERRED value
         * @property {number} DECISION_REFUSED=5 DECISION_REFUSED value
         * @property {number} DECISION_FAILED=6 DECISION_FAILED value
         */
        v1.Decision = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DECISION_UNSPECIFIED"] = 0;
            values[valuesById[1] = "DECISION_CARRIED_OUT"] = 1;
            values[valuesById[2] = "DECISION_UNCHANGED"] = 2;
            values[valuesById[3] = "DECISION_DRY_RUN"] = 3;
            values[valuesById[4] = "DECISION_DEFERRED"] = 4;
            values[valuesById[5] = "DECISION_REFUSED"] = 5;
            values[valuesById[6] = "DECISION_FAILED"] = 6;
            return values;
        })();

        v1.NodeState = (function() {

            /**
             * Properties of a NodeState.
             * @typedef {Object} picket.v1.NodeState.$Properties
             * @property {string|null} [uid] NodeState uid
             * @property {boolean|null} [unschedulable] NodeState unschedulable
             * @property {string|null} [taint] NodeState taint
             * @property {string|null} [phase] NodeState phase
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a NodeState.
             * @memberof picket.v1
             * @interface INodeState
             * @augments picket.v1.NodeState.$Properties
             * @deprecated Use picket.v1.NodeState.$Properties instead.
             */

            /**
             * Shape of a NodeState.
             * @typedef {picket.v1.NodeState.$Properties} picket.v1.NodeState.$Shape
             */

            /**
             * Constructs a new NodeState.
             * @memberof picket.v1
             * @classdesc Represents a NodeState.
             * @constructor
             * @param {picket.v1.NodeState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const NodeState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * NodeState uid.
             * @member {string} uid
             * @memberof picket.v1.NodeState
             * @instance
             */
            NodeState.prototype.uid = "";

            /**
             * NodeState unschedulable.
             * @member {boolean} unschedulable
             * @memberof picket.v1.NodeState
             * @instance
             */
            NodeState.prototype.unschedulable = false;

            /**
             * NodeState taint.
             * @member {string} taint
             * @memberof picket.v1.NodeState
             * @instance
             */
            NodeState.prototype.taint = "";

            /**
             * NodeState phase.
             * @member {string} phase
             * @memberof picket.v1.NodeState
             * @instance
             */
            NodeState.prototype.phase = "";

            /**
             * Encodes the specified NodeState message. Does not implicitly {@link picket.v1.NodeState.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.NodeState
             * @static
             * @param {picket.v1.NodeState.$Properties} message NodeState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            NodeState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.uid);
                if (message.unschedulable != null && $Object.hasOwnProperty.call(message, "unschedulable") && message.unschedulable !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.unschedulable);
                if (message.taint != null && $Object.hasOwnProperty.call(message, "taint") && message.taint !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.taint);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase") && message.phase !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.phase);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a NodeState message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.NodeState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.NodeState & picket.v1.NodeState.$Shape} NodeState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            NodeState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.NodeState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.uid = value;
                            else
                                delete message.uid;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.unschedulable = value;
                            else
                                delete message.unschedulable;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.taint = value;
                            else
                                delete message.taint;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.phase = value;
                            else
                                delete message.phase;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return NodeState;
        })();

        v1.NodeHealth = (function() {

            /**
             * Properties of a NodeHealth.
             * @typedef {Object} picket.v1.NodeHealth.$Properties
             * @property {string|null} [id] NodeHealth id
             * @property {string|null} [node] NodeHealth node
             * @property {string|null} [group] NodeHealth group
             * @property {google.protobuf.Timestamp.$Properties|null} [start] NodeHealth start
             * @property {google.protobuf.Timestamp.$Properties|null} [end] NodeHealth end
             * @property {boolean|null} [isEarly] NodeHealth isEarly
             * @property {Object.<string,number>|null} [features] NodeHealth features
             * @property {Array.<string>|null} [missing] NodeHealth missing
             * @property {Array.<picket.v1.SensorState.$Properties>|null} [sensors] NodeHealth sensors
             * @property {Array.<string>|null} [indicators] NodeHealth indicators
             * @property {Array.<string>|null} [anomalousContainers] NodeHealth anomalousContainers
             * @property {number|null} [late] NodeHealth late
             * @property {Array.<picket.v1.ModelScore.$Properties>|null} [scores] NodeHealth scores
             * @property {picket.v1.Verdict|null} [verdict] NodeHealth verdict
             * @property {number|null} [score] NodeHealth score
             * @property {picket.v1.Severity|null} [severity] NodeHealth severity
             * @property {Array.<picket.v1.HealthEvidence.$Properties>|null} [evidence] NodeHealth evidence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a NodeHealth.
             * @memberof picket.v1
             * @interface INodeHealth
             * @augments picket.v1.NodeHealth.$Properties
             * @deprecated Use picket.v1.NodeHealth.$Properties instead.
             */

            /**
             * Shape of a NodeHealth.
             * @typedef {picket.v1.NodeHealth.$Properties} picket.v1.NodeHealth.$Shape
             */

            /**
             * Constructs a new NodeHealth.
             * @memberof picket.v1
             * @classdesc Represents a NodeHealth.
             * @constructor
             * @param {picket.v1.NodeHealth.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const NodeHealth = function (properties) {
                this.features = {};
                this.missing = [];
                this.sensors = [];
                this.indicators = [];
                this.anomalousContainers = [];
                this.scores = [];
                this.evidence = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * NodeHealth id.
             * @member {string} id
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.id = "";

            /**
             * NodeHealth node.
             * @member {string} node
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.node = "";

            /**
             * NodeHealth group.
             * @member {string} group
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.group = "";

            /**
             * NodeHealth start.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} start
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.start = null;

            /**
             * NodeHealth end.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} end
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.end = null;

            /**
             * NodeHealth isEarly.
             * @member {boolean} isEarly
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.isEarly = false;

            /**
             * NodeHealth features.
             * @member {Object.<string,number>} features
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.features = $util.emptyObject;

            /**
             * NodeHealth missing.
             * @member {Array.<string>} missing
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.missing = $util.emptyArray;

            /**
             * NodeHealth sensors.
             * @member {Array.<picket.v1.SensorState.$Properties>} sensors
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.sensors = $util.emptyArray;

            /**
             * NodeHealth indicators.
             * @member {Array.<string>} indicators
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.indicators = $util.emptyArray;

            /**
             * NodeHealth anomalousContainers.
             * @member {Array.<string>} anomalousContainers
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.anomalousContainers = $util.emptyArray;

            /**
             * NodeHealth late.
             * @member {number} late
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.late = 0;

            /**
             * NodeHealth scores.
             * @member {Array.<picket.v1.ModelScore.$Properties>} scores
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.scores = $util.emptyArray;

            /**
             * NodeHealth verdict.
             * @member {picket.v1.Verdict} verdict
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.verdict = 0;

            /**
             * NodeHealth score.
             * @member {number} score
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.score = 0;

            /**
             * NodeHealth severity.
             * @member {picket.v1.Severity} severity
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.severity = 0;

            /**
             * NodeHealth evidence.
             * @member {Array.<picket.v1.HealthEvidence.$Properties>} evidence
             * @memberof picket.v1.NodeHealth
             * @instance
             */
            NodeHealth.prototype.evidence = $util.emptyArray;

            /**
             * Encodes the specified NodeHealth message. Does not implicitly {@link picket.v1.NodeHealth.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.NodeHealth
             * @static
             * @param {picket.v1.NodeHealth.$Properties} message NodeHealth message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            NodeHealth.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.node);
                if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.group);
                if (message.start != null && $Object.hasOwnProperty.call(message, "start"))
                    $root.google.protobuf.Timestamp.encode(message.start, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                    $root.google.protobuf.Timestamp.encode(message.end, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.isEarly != null && $Object.hasOwnProperty.call(message, "isEarly") && message.isEarly !== false)
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.isEarly);
                if (message.features != null && $Object.hasOwnProperty.call(message, "features"))
                    for (let keys = $Object.keys(message.features), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.features[keys[i]]).ldelim();
                if (message.missing != null && message.missing.length)
                    for (let i = 0; i < message.missing.length; ++i)
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.missing[i]);
                if (message.sensors != null && message.sensors.length)
                    for (let i = 0; i < message.sensors.length; ++i)
                        $root.picket.v1.SensorState.encode(message.sensors[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.indicators != null && message.indicators.length)
                    for (let i = 0; i < message.indicators.length; ++i)
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.indicators[i]);
                if (message.anomalousContainers != null && message.anomalousContainers.length)
                    for (let i = 0; i < message.anomalousContainers.length; ++i)
                        writer.uint32(/* id 11, wireType 2 =*/90).string(message.anomalousContainers[i]);
                if (message.late != null && $Object.hasOwnProperty.call(message, "late") && message.late !== 0)
                    writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.late);
                if (message.scores != null && message.scores.length)
                    for (let i = 0; i < message.scores.length; ++i)
                        $root.picket.v1.ModelScore.encode(message.scores[i], writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.verdict != null && $Object.hasOwnProperty.call(message, "verdict") && message.verdict !== 0)
                    writer.uint32(/* id 14, wireType 0 =*/112).int32(message.verdict);
                if (message.score != null && $Object.hasOwnProperty.call(message, "score") && !$Object.is(message.score, 0))
                    writer.uint32(/* id 15, wireType 1 =*/121).double(message.score);
                if (message.severity != null && $Object.hasOwnProperty.call(message, "severity") && message.severity !== 0)
                    writer.uint32(/* id 16, wireType 0 =*/128).int32(message.severity);
                if (message.evidence != null && message.evidence.length)
                    for (let i = 0; i < message.evidence.length; ++i)
                        $root.picket.v1.HealthEvidence.encode(message.evidence[i], writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a NodeHealth message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.NodeHealth
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.NodeHealth & picket.v1.NodeHealth.$Shape} NodeHealth
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            NodeHealth.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.NodeHealth();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.group = value;
                            else
                                delete message.group;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.start = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.start);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.end = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.end);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isEarly = value;
                            else
                                delete message.isEarly;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (message.features === $util.emptyObject)
                                message.features = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 1)
                                        break;
                                    value = reader.double();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.features, key);
                            message.features[key] = value;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.missing && message.missing.length))
                                message.missing = [];
                            message.missing.push(reader.stringVerify());
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sensors && message.sensors.length))
                                message.sensors = [];
                            message.sensors.push($root.picket.v1.SensorState.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.indicators && message.indicators.length))
                                message.indicators = [];
                            message.indicators.push(reader.stringVerify());
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.anomalousContainers && message.anomalousContainers.length))
                                message.anomalousContainers = [];
                            message.anomalousContainers.push(reader.stringVerify());
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.late = value;
                            else
                                delete message.late;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.scores && message.scores.length))
                                message.scores = [];
                            message.scores.push($root.picket.v1.ModelScore.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.verdict = value;
                            else
                                delete message.verdict;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.score = value;
                            else
                                delete message.score;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.severity = value;
                            else
                                delete message.severity;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            if (!(message.evidence && message.evidence.length))
                                message.evidence = [];
                            message.evidence.push($root.picket.v1.HealthEvidence.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return NodeHealth;
        })();

        /**
         * Verdict enum.
         * @name picket.v1.Verdict
         * @enum {number}
         * @property {number} VERDICT_UNSPECIFIED=0 VERDICT_UNSPECIFIED value
         * @property {number} VERDICT_HEALTHY=1 VERDICT_HEALTHY value
         * @property {number} VERDICT_ANOMALOUS=2 VERDICT_ANOMALOUS value
         * @property {number} VERDICT_SILENT=3 VERDICT_SILENT value
         * @property {number} VERDICT_LEARNING=4 VERDICT_LEARNING value
         * @property {number} VERDICT_UNKNOWN=5 VERDICT_UNKNOWN value
         */
        v1.Verdict = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "VERDICT_UNSPECIFIED"] = 0;
            values[valuesById[1] = "VERDICT_HEALTHY"] = 1;
            values[valuesById[2] = "VERDICT_ANOMALOUS"] = 2;
            values[valuesById[3] = "VERDICT_SILENT"] = 3;
            values[valuesById[4] = "VERDICT_LEARNING"] = 4;
            values[valuesById[5] = "VERDICT_UNKNOWN"] = 5;
            return values;
        })();

        v1.SensorState = (function() {

            /**
             * Properties of a SensorState.
             * @typedef {Object} picket.v1.SensorState.$Properties
             * @property {string|null} [sensor] SensorState sensor
             * @property {number|null} [count] SensorState count
             * @property {google.protobuf.Timestamp.$Properties|null} [lastSeen] SensorState lastSeen
             * @property {number|null} [lost] SensorState lost
             * @property {boolean|null} [isThrottled] SensorState isThrottled
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SensorState.
             * @memberof picket.v1
             * @interface ISensorState
             * @augments picket.v1.SensorState.$Properties
             * @deprecated Use picket.v1.SensorState.$Properties instead.
             */

            /**
             * Shape of a SensorState.
             * @typedef {picket.v1.SensorState.$Properties} picket.v1.SensorState.$Shape
             */

            /**
             * Constructs a new SensorState.
             * @memberof picket.v1
             * @classdesc Represents a SensorState.
             * @constructor
             * @param {picket.v1.SensorState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SensorState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SensorState sensor.
             * @member {string} sensor
             * @memberof picket.v1.SensorState
             * @instance
             */
            SensorState.prototype.sensor = "";

            /**
             * SensorState count.
             * @member {number} count
             * @memberof picket.v1.SensorState
             * @instance
             */
            SensorState.prototype.count = 0;

            /**
             * SensorState lastSeen.
             * @member {google.protobuf.Timestamp.$Properties|null|undefined} lastSeen
             * @memberof picket.v1.SensorState
             * @instance
             */
            SensorState.prototype.lastSeen = null;

            /**
             * SensorState lost.
             * @member {number} lost
             * @memberof picket.v1.SensorState
             * @instance
             */
            SensorState.prototype.lost = 0;

            /**
             * SensorState isThrottled.
             * @member {boolean} isThrottled
             * @memberof picket.v1.SensorState
             * @instance
             */
            SensorState.prototype.isThrottled = false;

            /**
             * Encodes the specified SensorState message. Does not implicitly {@link picket.v1.SensorState.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.SensorState
             * @static
             * @param {picket.v1.SensorState.$Properties} message SensorState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SensorState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sensor != null && $Object.hasOwnProperty.call(message, "sensor") && message.sensor !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.sensor);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.count);
                if (message.lastSeen != null && $Object.hasOwnProperty.call(message, "lastSeen"))
                    $root.google.protobuf.Timestamp.encode(message.lastSeen, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.lost != null && $Object.hasOwnProperty.call(message, "lost") && message.lost !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.lost);
                if (message.isThrottled != null && $Object.hasOwnProperty.call(message, "isThrottled") && message.isThrottled !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.isThrottled);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SensorState message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.SensorState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.SensorState & picket.v1.SensorState.$Shape} SensorState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SensorState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.SensorState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sensor = value;
                            else
                                delete message.sensor;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.lastSeen = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.lastSeen);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.lost = value;
                            else
                                delete message.lost;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isThrottled = value;
                            else
                                delete message.isThrottled;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SensorState;
        })();

        v1.ModelScore = (function() {

            /**
             * Properties of a ModelScore.
             * @typedef {Object} picket.v1.ModelScore.$Properties
             * @property {string|null} [model] ModelScore model
             * @property {string|null} [version] ModelScore version
             * @property {number|null} [score] ModelScore score
             * @property {number|null} [threshold] ModelScore threshold
             * @property {boolean|null} [isAnomalous] ModelScore isAnomalous
             * @property {Array.<picket.v1.Reason.$Properties>|null} [reasons] ModelScore reasons
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ModelScore.
             * @memberof picket.v1
             * @interface IModelScore
             * @augments picket.v1.ModelScore.$Properties
             * @deprecated Use picket.v1.ModelScore.$Properties instead.
             */

            /**
             * Shape of a ModelScore.
             * @typedef {picket.v1.ModelScore.$Properties} picket.v1.ModelScore.$Shape
             */

            /**
             * Constructs a new ModelScore.
             * @memberof picket.v1
             * @classdesc Represents a ModelScore.
             * @constructor
             * @param {picket.v1.ModelScore.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ModelScore = function (properties) {
                this.reasons = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ModelScore model.
             * @member {string} model
             * @memberof picket.v1.ModelScore
             * @instance
             */
            ModelScore.prototype.model = "";

            /**
             * ModelScore version.
             * @member {string} version
             * @memberof picket.v1.ModelScore
             * @instance
             */
            ModelScore.prototype.version = "";

            /**
             * ModelScore score.
             * @member {number} score
             * @memberof picket.v1.ModelScore
             * @instance
             */
            ModelScore.prototype.score = 0;

            /**
             * ModelScore threshold.
             * @member {number} threshold
             * @memberof picket.v1.ModelScore
             * @instance
             */
            ModelScore.prototype.threshold = 0;

            /**
             * ModelScore isAnomalous.
             * @member {boolean} isAnomalous
             * @memberof picket.v1.ModelScore
             * @instance
             */
            ModelScore.prototype.isAnomalous = false;

            /**
             * ModelScore reasons.
             * @member {Array.<picket.v1.Reason.$Properties>} reasons
             * @memberof picket.v1.ModelScore
             * @instance
             */
            ModelScore.prototype.reasons = $util.emptyArray;

            /**
             * Encodes the specified ModelScore message. Does not implicitly {@link picket.v1.ModelScore.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.ModelScore
             * @static
             * @param {picket.v1.ModelScore.$Properties} message ModelScore message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ModelScore.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.model != null && $Object.hasOwnProperty.call(message, "model") && message.model !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.model);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.version);
                if (message.score != null && $Object.hasOwnProperty.call(message, "score") && !$Object.is(message.score, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.score);
                if (message.threshold != null && $Object.hasOwnProperty.call(message, "threshold") && !$Object.is(message.threshold, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.threshold);
                if (message.isAnomalous != null && $Object.hasOwnProperty.call(message, "isAnomalous") && message.isAnomalous !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.isAnomalous);
                if (message.reasons != null && message.reasons.length)
                    for (let i = 0; i < message.reasons.length; ++i)
                        $root.picket.v1.Reason.encode(message.reasons[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ModelScore message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.ModelScore
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.ModelScore & picket.v1.ModelScore.$Shape} ModelScore
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ModelScore.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.ModelScore();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.model = value;
                            else
                                delete message.model;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.score = value;
                            else
                                delete message.score;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.threshold = value;
                            else
                                delete message.threshold;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isAnomalous = value;
                            else
                                delete message.isAnomalous;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.reasons && message.reasons.length))
                                message.reasons = [];
                            message.reasons.push($root.picket.v1.Reason.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ModelScore;
        })();

        v1.HealthEvidence = (function() {

            /**
             * Properties of a HealthEvidence.
             * @typedef {Object} picket.v1.HealthEvidence.$Properties
             * @property {string|null} [kind] HealthEvidence kind
             * @property {string|null} [id] HealthEvidence id
             * @property {picket.v1.Source.$Properties|null} [source] HealthEvidence source
             * @property {string|null} [summary] HealthEvidence summary
             * @property {picket.v1.Severity|null} [severity] HealthEvidence severity
             * @property {number|null} [score] HealthEvidence score
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HealthEvidence.
             * @memberof picket.v1
             * @interface IHealthEvidence
             * @augments picket.v1.HealthEvidence.$Properties
             * @deprecated Use picket.v1.HealthEvidence.$Properties instead.
             */

            /**
             * Shape of a HealthEvidence.
             * @typedef {picket.v1.HealthEvidence.$Properties} picket.v1.HealthEvidence.$Shape
             */

            /**
             * Constructs a new HealthEvidence.
             * @memberof picket.v1
             * @classdesc Represents a HealthEvidence.
             * @constructor
             * @param {picket.v1.HealthEvidence.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HealthEvidence = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HealthEvidence kind.
             * @member {string} kind
             * @memberof picket.v1.HealthEvidence
             * @instance
             */
            HealthEvidence.prototype.kind = "";

            /**
             * HealthEvidence id.
             * @member {string} id
             * @memberof picket.v1.HealthEvidence
             * @instance
             */
            HealthEvidence.prototype.id = "";

            /**
             * HealthEvidence source.
             * @member {picket.v1.Source.$Properties|null|undefined} source
             * @memberof picket.v1.HealthEvidence
             * @instance
             */
            HealthEvidence.prototype.source = null;

            /**
             * HealthEvidence summary.
             * @member {string} summary
             * @memberof picket.v1.HealthEvidence
             * @instance
             */
            HealthEvidence.prototype.summary = "";

            /**
             * HealthEvidence severity.
             * @member {picket.v1.Severity} severity
             * @memberof picket.v1.HealthEvidence
             * @instance
             */
            HealthEvidence.prototype.severity = 0;

            /**
             * HealthEvidence score.
             * @member {number} score
             * @memberof picket.v1.HealthEvidence
             * @instance
             */
            HealthEvidence.prototype.score = 0;

            /**
             * Encodes the specified HealthEvidence message. Does not implicitly {@link picket.v1.HealthEvidence.verify|verify} messages.
             * @function encode
             * @memberof picket.v1.HealthEvidence
             * @static
             * @param {picket.v1.HealthEvidence.$Properties} message HealthEvidence message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HealthEvidence.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.kind);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.id);
                if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                    $root.picket.v1.Source.encode(message.source, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.summary != null && $Object.hasOwnProperty.call(message, "summary") && message.summary !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.summary);
                if (message.severity != null && $Object.hasOwnProperty.call(message, "severity") && message.severity !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.severity);
                if (message.score != null && $Object.hasOwnProperty.call(message, "score") && !$Object.is(message.score, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.score);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HealthEvidence message from the specified reader or buffer.
             * @function decode
             * @memberof picket.v1.HealthEvidence
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {picket.v1.HealthEvidence & picket.v1.HealthEvidence.$Shape} HealthEvidence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HealthEvidence.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.picket.v1.HealthEvidence();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.source = $root.picket.v1.Source.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.summary = value;
                            else
                                delete message.summary;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.severity = value;
                            else
                                delete message.severity;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.score = value;
                            else
                                delete message.score;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HealthEvidence;
        })();

        return v1;
    })();

    return picket;
})();

export const google = $root.google = (() => {

    /**
     * Namespace google.
     * @exports google
     * @namespace
     */
    const google = {};

    google.protobuf = (function() {

        /**
         * Namespace protobuf.
         * @memberof google
         * @namespace
         */
        const protobuf = {};

        protobuf.Timestamp = (function() {

            /**
             * Properties of a Timestamp.
             * @typedef {Object} google.protobuf.Timestamp.$Properties
             * @property {number|Long|null} [seconds] Timestamp seconds
             * @property {number|null} [nanos] Timestamp nanos
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Timestamp.
             * @memberof google.protobuf
             * @interface ITimestamp
             * @augments google.protobuf.Timestamp.$Properties
             * @deprecated Use google.protobuf.Timestamp.$Properties instead.
             */

            /**
             * Shape of a Timestamp.
             * @typedef {google.protobuf.Timestamp.$Properties} google.protobuf.Timestamp.$Shape
             */

            /**
             * Constructs a new Timestamp.
             * @memberof google.protobuf
             * @classdesc Represents a Timestamp.
             * @constructor
             * @param {google.protobuf.Timestamp.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Timestamp = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Timestamp seconds.
             * @member {number|Long} seconds
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Timestamp nanos.
             * @member {number} nanos
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.nanos = 0;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {google.protobuf.Timestamp.$Properties} message Timestamp message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Timestamp.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.seconds);
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Timestamp.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Timestamp();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.nanos = value;
                            else
                                delete message.nanos;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Timestamp;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};
