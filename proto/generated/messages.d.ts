import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace pb. */
export namespace pb {

    /**
     * Properties of an EbpfEvent.
     * @deprecated Use pb.EbpfEvent.$Properties instead.
     */
    interface IEbpfEvent extends pb.EbpfEvent.$Properties {
    }

    /** Represents an EbpfEvent. */
    class EbpfEvent {

        /**
         * Constructs a new EbpfEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.EbpfEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EbpfEvent pid. */
        pid: number;

        /** EbpfEvent uid. */
        uid: number;

        /** EbpfEvent comm. */
        comm: string;

        /** EbpfEvent timestampNs. */
        timestampNs: (number|Long);

        /** EbpfEvent timestampNsExit. */
        timestampNsExit: (number|Long);

        /** EbpfEvent latencyNs. */
        latencyNs: (number|Long);

        /** EbpfEvent eventType. */
        eventType: string;

        /** EbpfEvent nodeName. */
        nodeName: string;

        /** EbpfEvent user. */
        user: string;

        /** EbpfEvent ppid. */
        ppid: number;

        /** EbpfEvent gid. */
        gid: number;

        /** EbpfEvent cgroupId. */
        cgroupId: (number|Long);

        /** EbpfEvent cgroupName. */
        cgroupName: string;

        /** EbpfEvent userPid. */
        userPid: number;

        /** EbpfEvent userPpid. */
        userPpid: number;

        /** EbpfEvent timestampUnixMs. */
        timestampUnixMs: (number|Long);

        /** EbpfEvent containerId. */
        containerId: string;

        /** EbpfEvent containerImage. */
        containerImage: string;

        /** EbpfEvent containerLabelsJson. */
        containerLabelsJson: { [k: string]: string };

        /** EbpfEvent snoop. */
        snoop?: (pb.SnooperEvent.$Properties|null);

        /** EbpfEvent network. */
        network?: (pb.NetworkEvent.$Properties|null);

        /** EbpfEvent ptrace. */
        ptrace?: (pb.PtraceEvent.$Properties|null);

        /** EbpfEvent mmap. */
        mmap?: (pb.MmapEvent.$Properties|null);

        /** EbpfEvent mount. */
        mount?: (pb.MountEvent.$Properties|null);

        /** EbpfEvent resource. */
        resource?: (pb.ResourceEvent.$Properties|null);

        /** EbpfEvent sysFreq. */
        sysFreq?: (pb.SysFreqEvent.$Properties|null);

        /** EbpfEvent syscallFreqAgg. */
        syscallFreqAgg?: (pb.SyscallFreqAgg.$Properties|null);

        /** EbpfEvent payload. */
        payload?: ("snoop"|"network"|"ptrace"|"mmap"|"mount"|"resource"|"sysFreq"|"syscallFreqAgg");

        /**
         * Encodes the specified EbpfEvent message. Does not implicitly {@link pb.EbpfEvent.verify|verify} messages.
         * @param message EbpfEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.EbpfEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EbpfEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.EbpfEvent & pb.EbpfEvent.$Shape} EbpfEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.EbpfEvent & pb.EbpfEvent.$Shape;
    }

    namespace EbpfEvent {

        /** Properties of an EbpfEvent. */
        interface $Properties {

            /** EbpfEvent pid */
            pid?: (number|null);

            /** EbpfEvent uid */
            uid?: (number|null);

            /** EbpfEvent comm */
            comm?: (string|null);

            /** EbpfEvent timestampNs */
            timestampNs?: (number|Long|null);

            /** EbpfEvent timestampNsExit */
            timestampNsExit?: (number|Long|null);

            /** EbpfEvent latencyNs */
            latencyNs?: (number|Long|null);

            /** EbpfEvent eventType */
            eventType?: (string|null);

            /** EbpfEvent nodeName */
            nodeName?: (string|null);

            /** EbpfEvent user */
            user?: (string|null);

            /** EbpfEvent ppid */
            ppid?: (number|null);

            /** EbpfEvent gid */
            gid?: (number|null);

            /** EbpfEvent cgroupId */
            cgroupId?: (number|Long|null);

            /** EbpfEvent cgroupName */
            cgroupName?: (string|null);

            /** EbpfEvent userPid */
            userPid?: (number|null);

            /** EbpfEvent userPpid */
            userPpid?: (number|null);

            /** EbpfEvent timestampUnixMs */
            timestampUnixMs?: (number|Long|null);

            /** EbpfEvent containerId */
            containerId?: (string|null);

            /** EbpfEvent containerImage */
            containerImage?: (string|null);

            /** EbpfEvent containerLabelsJson */
            containerLabelsJson?: ({ [k: string]: string }|null);

            /** EbpfEvent snoop */
            snoop?: (pb.SnooperEvent.$Properties|null);

            /** EbpfEvent network */
            network?: (pb.NetworkEvent.$Properties|null);

            /** EbpfEvent ptrace */
            ptrace?: (pb.PtraceEvent.$Properties|null);

            /** EbpfEvent mmap */
            mmap?: (pb.MmapEvent.$Properties|null);

            /** EbpfEvent mount */
            mount?: (pb.MountEvent.$Properties|null);

            /** EbpfEvent resource */
            resource?: (pb.ResourceEvent.$Properties|null);

            /** EbpfEvent sysFreq */
            sysFreq?: (pb.SysFreqEvent.$Properties|null);

            /** EbpfEvent syscallFreqAgg */
            syscallFreqAgg?: (pb.SyscallFreqAgg.$Properties|null);

            /** EbpfEvent payload */
            payload?: ("snoop"|"network"|"ptrace"|"mmap"|"mount"|"resource"|"sysFreq"|"syscallFreqAgg");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an EbpfEvent. */
        type $Shape = {
          pid?: number|null;
          uid?: number|null;
          comm?: string|null;
          timestampNs?: number|Long|null;
          timestampNsExit?: number|Long|null;
          latencyNs?: number|Long|null;
          eventType?: string|null;
          nodeName?: string|null;
          user?: string|null;
          ppid?: number|null;
          gid?: number|null;
          cgroupId?: number|Long|null;
          cgroupName?: string|null;
          userPid?: number|null;
          userPpid?: number|null;
          timestampUnixMs?: number|Long|null;
          containerId?: string|null;
          containerImage?: string|null;
          containerLabelsJson?: { [k: string]: string }|null;
          snoop?: pb.SnooperEvent.$Shape|null;
          network?: pb.NetworkEvent.$Shape|null;
          ptrace?: pb.PtraceEvent.$Shape|null;
          mmap?: pb.MmapEvent.$Shape|null;
          mount?: pb.MountEvent.$Shape|null;
          resource?: pb.ResourceEvent.$Shape|null;
          sysFreq?: pb.SysFreqEvent.$Shape|null;
          syscallFreqAgg?: pb.SyscallFreqAgg.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ payload?: undefined; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "snoop"; snoop: pb.SnooperEvent.$Shape; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "network"; snoop?: null; network: pb.NetworkEvent.$Shape; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "ptrace"; snoop?: null; network?: null; ptrace: pb.PtraceEvent.$Shape; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "mmap"; snoop?: null; network?: null; ptrace?: null; mmap: pb.MmapEvent.$Shape; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "mount"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount: pb.MountEvent.$Shape; resource?: null; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "resource"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource: pb.ResourceEvent.$Shape; sysFreq?: null; syscallFreqAgg?: null }|{ payload?: "sysFreq"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq: pb.SysFreqEvent.$Shape; syscallFreqAgg?: null }|{ payload?: "syscallFreqAgg"; snoop?: null; network?: null; ptrace?: null; mmap?: null; mount?: null; resource?: null; sysFreq?: null; syscallFreqAgg: pb.SyscallFreqAgg.$Shape })
        );
    }

    /**
     * Properties of a SnooperEvent.
     * @deprecated Use pb.SnooperEvent.$Properties instead.
     */
    interface ISnooperEvent extends pb.SnooperEvent.$Properties {
    }

    /** Represents a SnooperEvent. */
    class SnooperEvent {

        /**
         * Constructs a new SnooperEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.SnooperEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnooperEvent filename. */
        filename: string;

        /** SnooperEvent returnCode. */
        returnCode: (number|Long);

        /**
         * Encodes the specified SnooperEvent message. Does not implicitly {@link pb.SnooperEvent.verify|verify} messages.
         * @param message SnooperEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.SnooperEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnooperEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.SnooperEvent & pb.SnooperEvent.$Shape} SnooperEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.SnooperEvent & pb.SnooperEvent.$Shape;
    }

    namespace SnooperEvent {

        /** Properties of a SnooperEvent. */
        interface $Properties {

            /** SnooperEvent filename */
            filename?: (string|null);

            /** SnooperEvent returnCode */
            returnCode?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnooperEvent. */
        type $Shape = pb.SnooperEvent.$Properties;
    }

    /**
     * Properties of a NetworkEvent.
     * @deprecated Use pb.NetworkEvent.$Properties instead.
     */
    interface INetworkEvent extends pb.NetworkEvent.$Properties {
    }

    /** Represents a NetworkEvent. */
    class NetworkEvent {

        /**
         * Constructs a new NetworkEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.NetworkEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** NetworkEvent returnCode. */
        returnCode: (number|Long);

        /** NetworkEvent saddrv4. */
        saddrv4: string;

        /** NetworkEvent daddrv4. */
        daddrv4: string;

        /** NetworkEvent sport. */
        sport: string;

        /** NetworkEvent dport. */
        dport: string;

        /** NetworkEvent saFamily. */
        saFamily: string;

        /** NetworkEvent saddrv6. */
        saddrv6: string;

        /** NetworkEvent daddrv6. */
        daddrv6: string;

        /** NetworkEvent resolvedDomain. */
        resolvedDomain: string;

        /**
         * Encodes the specified NetworkEvent message. Does not implicitly {@link pb.NetworkEvent.verify|verify} messages.
         * @param message NetworkEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.NetworkEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a NetworkEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.NetworkEvent & pb.NetworkEvent.$Shape} NetworkEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.NetworkEvent & pb.NetworkEvent.$Shape;
    }

    namespace NetworkEvent {

        /** Properties of a NetworkEvent. */
        interface $Properties {

            /** NetworkEvent returnCode */
            returnCode?: (number|Long|null);

            /** NetworkEvent saddrv4 */
            saddrv4?: (string|null);

            /** NetworkEvent daddrv4 */
            daddrv4?: (string|null);

            /** NetworkEvent sport */
            sport?: (string|null);

            /** NetworkEvent dport */
            dport?: (string|null);

            /** NetworkEvent saFamily */
            saFamily?: (string|null);

            /** NetworkEvent saddrv6 */
            saddrv6?: (string|null);

            /** NetworkEvent daddrv6 */
            daddrv6?: (string|null);

            /** NetworkEvent resolvedDomain */
            resolvedDomain?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a NetworkEvent. */
        type $Shape = pb.NetworkEvent.$Properties;
    }

    /**
     * Properties of a PtraceEvent.
     * @deprecated Use pb.PtraceEvent.$Properties instead.
     */
    interface IPtraceEvent extends pb.PtraceEvent.$Properties {
    }

    /** Represents a PtraceEvent. */
    class PtraceEvent {

        /**
         * Constructs a new PtraceEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.PtraceEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PtraceEvent request. */
        request: (number|Long);

        /** PtraceEvent targetPid. */
        targetPid: (number|Long);

        /** PtraceEvent addr. */
        addr: (number|Long);

        /** PtraceEvent data. */
        data: (number|Long);

        /** PtraceEvent returnCode. */
        returnCode: (number|Long);

        /** PtraceEvent requestName. */
        requestName: string;

        /**
         * Encodes the specified PtraceEvent message. Does not implicitly {@link pb.PtraceEvent.verify|verify} messages.
         * @param message PtraceEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.PtraceEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PtraceEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.PtraceEvent & pb.PtraceEvent.$Shape} PtraceEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.PtraceEvent & pb.PtraceEvent.$Shape;
    }

    namespace PtraceEvent {

        /** Properties of a PtraceEvent. */
        interface $Properties {

            /** PtraceEvent request */
            request?: (number|Long|null);

            /** PtraceEvent targetPid */
            targetPid?: (number|Long|null);

            /** PtraceEvent addr */
            addr?: (number|Long|null);

            /** PtraceEvent data */
            data?: (number|Long|null);

            /** PtraceEvent returnCode */
            returnCode?: (number|Long|null);

            /** PtraceEvent requestName */
            requestName?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PtraceEvent. */
        type $Shape = pb.PtraceEvent.$Properties;
    }

    /**
     * Properties of a MmapEvent.
     * @deprecated Use pb.MmapEvent.$Properties instead.
     */
    interface IMmapEvent extends pb.MmapEvent.$Properties {
    }

    /** Represents a MmapEvent. */
    class MmapEvent {

        /**
         * Constructs a new MmapEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.MmapEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MmapEvent addr. */
        addr: (number|Long);

        /** MmapEvent len. */
        len: (number|Long);

        /** MmapEvent prot. */
        prot: (number|Long);

        /** MmapEvent flags. */
        flags: (number|Long);

        /** MmapEvent fd. */
        fd: (number|Long);

        /** MmapEvent off. */
        off: (number|Long);

        /** MmapEvent returnCode. */
        returnCode: (number|Long);

        /**
         * Encodes the specified MmapEvent message. Does not implicitly {@link pb.MmapEvent.verify|verify} messages.
         * @param message MmapEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.MmapEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MmapEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.MmapEvent & pb.MmapEvent.$Shape} MmapEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.MmapEvent & pb.MmapEvent.$Shape;
    }

    namespace MmapEvent {

        /** Properties of a MmapEvent. */
        interface $Properties {

            /** MmapEvent addr */
            addr?: (number|Long|null);

            /** MmapEvent len */
            len?: (number|Long|null);

            /** MmapEvent prot */
            prot?: (number|Long|null);

            /** MmapEvent flags */
            flags?: (number|Long|null);

            /** MmapEvent fd */
            fd?: (number|Long|null);

            /** MmapEvent off */
            off?: (number|Long|null);

            /** MmapEvent returnCode */
            returnCode?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MmapEvent. */
        type $Shape = pb.MmapEvent.$Properties;
    }

    /**
     * Properties of a MountEvent.
     * @deprecated Use pb.MountEvent.$Properties instead.
     */
    interface IMountEvent extends pb.MountEvent.$Properties {
    }

    /** Represents a MountEvent. */
    class MountEvent {

        /**
         * Constructs a new MountEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.MountEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** MountEvent devName. */
        devName: string;

        /** MountEvent dirName. */
        dirName: string;

        /** MountEvent type. */
        type: string;

        /** MountEvent flags. */
        flags: (number|Long);

        /** MountEvent returnCode. */
        returnCode: (number|Long);

        /**
         * Encodes the specified MountEvent message. Does not implicitly {@link pb.MountEvent.verify|verify} messages.
         * @param message MountEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.MountEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a MountEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.MountEvent & pb.MountEvent.$Shape} MountEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.MountEvent & pb.MountEvent.$Shape;
    }

    namespace MountEvent {

        /** Properties of a MountEvent. */
        interface $Properties {

            /** MountEvent devName */
            devName?: (string|null);

            /** MountEvent dirName */
            dirName?: (string|null);

            /** MountEvent type */
            type?: (string|null);

            /** MountEvent flags */
            flags?: (number|Long|null);

            /** MountEvent returnCode */
            returnCode?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a MountEvent. */
        type $Shape = pb.MountEvent.$Properties;
    }

    /**
     * Properties of a ResourceEvent.
     * @deprecated Use pb.ResourceEvent.$Properties instead.
     */
    interface IResourceEvent extends pb.ResourceEvent.$Properties {
    }

    /** Represents a ResourceEvent. */
    class ResourceEvent {

        /**
         * Constructs a new ResourceEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.ResourceEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ResourceEvent CpuNs. */
        CpuNs: number;

        /** ResourceEvent UserFaults. */
        UserFaults: (number|Long);

        /** ResourceEvent KernelFaults. */
        KernelFaults: (number|Long);

        /** ResourceEvent VmMmapBytes. */
        VmMmapBytes: number;

        /** ResourceEvent VmMunmapBytes. */
        VmMunmapBytes: number;

        /** ResourceEvent VmBrkGrowBytes. */
        VmBrkGrowBytes: number;

        /** ResourceEvent VmBrkShrinkBytes. */
        VmBrkShrinkBytes: number;

        /** ResourceEvent BytesWritten. */
        BytesWritten: number;

        /** ResourceEvent BytesRead. */
        BytesRead: number;

        /** ResourceEvent isActive. */
        isActive: number;

        /**
         * Encodes the specified ResourceEvent message. Does not implicitly {@link pb.ResourceEvent.verify|verify} messages.
         * @param message ResourceEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.ResourceEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ResourceEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.ResourceEvent & pb.ResourceEvent.$Shape} ResourceEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.ResourceEvent & pb.ResourceEvent.$Shape;
    }

    namespace ResourceEvent {

        /** Properties of a ResourceEvent. */
        interface $Properties {

            /** ResourceEvent CpuNs */
            CpuNs?: (number|null);

            /** ResourceEvent UserFaults */
            UserFaults?: (number|Long|null);

            /** ResourceEvent KernelFaults */
            KernelFaults?: (number|Long|null);

            /** ResourceEvent VmMmapBytes */
            VmMmapBytes?: (number|null);

            /** ResourceEvent VmMunmapBytes */
            VmMunmapBytes?: (number|null);

            /** ResourceEvent VmBrkGrowBytes */
            VmBrkGrowBytes?: (number|null);

            /** ResourceEvent VmBrkShrinkBytes */
            VmBrkShrinkBytes?: (number|null);

            /** ResourceEvent BytesWritten */
            BytesWritten?: (number|null);

            /** ResourceEvent BytesRead */
            BytesRead?: (number|null);

            /** ResourceEvent isActive */
            isActive?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ResourceEvent. */
        type $Shape = pb.ResourceEvent.$Properties;
    }

    /**
     * Properties of a SysFreqEvent.
     * @deprecated Use pb.SysFreqEvent.$Properties instead.
     */
    interface ISysFreqEvent extends pb.SysFreqEvent.$Properties {
    }

    /** Represents a SysFreqEvent. */
    class SysFreqEvent {

        /**
         * Constructs a new SysFreqEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.SysFreqEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SysFreqEvent syscallId. */
        syscallId: number;

        /** SysFreqEvent count. */
        count: (number|Long);

        /**
         * Encodes the specified SysFreqEvent message. Does not implicitly {@link pb.SysFreqEvent.verify|verify} messages.
         * @param message SysFreqEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.SysFreqEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SysFreqEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.SysFreqEvent & pb.SysFreqEvent.$Shape} SysFreqEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.SysFreqEvent & pb.SysFreqEvent.$Shape;
    }

    namespace SysFreqEvent {

        /** Properties of a SysFreqEvent. */
        interface $Properties {

            /** SysFreqEvent syscallId */
            syscallId?: (number|null);

            /** SysFreqEvent count */
            count?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SysFreqEvent. */
        type $Shape = pb.SysFreqEvent.$Properties;
    }

    /**
     * Properties of a SyscallFreqAgg.
     * @deprecated Use pb.SyscallFreqAgg.$Properties instead.
     */
    interface ISyscallFreqAgg extends pb.SyscallFreqAgg.$Properties {
    }

    /** Represents a SyscallFreqAgg. */
    class SyscallFreqAgg {

        /**
         * Constructs a new SyscallFreqAgg.
         * @param [properties] Properties to set
         */
        constructor(properties?: pb.SyscallFreqAgg.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SyscallFreqAgg vectorJson. */
        vectorJson: string;

        /**
         * Encodes the specified SyscallFreqAgg message. Does not implicitly {@link pb.SyscallFreqAgg.verify|verify} messages.
         * @param message SyscallFreqAgg message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: pb.SyscallFreqAgg.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SyscallFreqAgg message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {pb.SyscallFreqAgg & pb.SyscallFreqAgg.$Shape} SyscallFreqAgg
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): pb.SyscallFreqAgg & pb.SyscallFreqAgg.$Shape;
    }

    namespace SyscallFreqAgg {

        /** Properties of a SyscallFreqAgg. */
        interface $Properties {

            /** SyscallFreqAgg vectorJson */
            vectorJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SyscallFreqAgg. */
        type $Shape = pb.SyscallFreqAgg.$Properties;
    }
}

/** Namespace picket. */
export namespace picket {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an Anomaly.
         * @deprecated Use picket.v1.Anomaly.$Properties instead.
         */
        interface IAnomaly extends picket.v1.Anomaly.$Properties {
        }

        /** Represents an Anomaly. */
        class Anomaly {

            /**
             * Constructs a new Anomaly.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Anomaly.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Anomaly id. */
            id: string;

            /** Anomaly detector. */
            detector: string;

            /** Anomaly model. */
            model: string;

            /** Anomaly profile. */
            profile: string;

            /** Anomaly container. */
            container?: (picket.v1.Container.$Properties|null);

            /** Anomaly node. */
            node: string;

            /** Anomaly score. */
            score: number;

            /** Anomaly threshold. */
            threshold: number;

            /** Anomaly severity. */
            severity: picket.v1.Severity;

            /** Anomaly time. */
            time?: (google.protobuf.Timestamp.$Properties|null);

            /** Anomaly process. */
            process?: (picket.v1.Process.$Properties|null);

            /** Anomaly reasons. */
            reasons: picket.v1.Reason.$Properties[];

            /** Anomaly source. */
            source?: (picket.v1.Source.$Properties|null);

            /**
             * Encodes the specified Anomaly message. Does not implicitly {@link picket.v1.Anomaly.verify|verify} messages.
             * @param message Anomaly message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Anomaly.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Anomaly message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Anomaly & picket.v1.Anomaly.$Shape} Anomaly
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Anomaly & picket.v1.Anomaly.$Shape;
        }

        namespace Anomaly {

            /** Properties of an Anomaly. */
            interface $Properties {

                /** Anomaly id */
                id?: (string|null);

                /** Anomaly detector */
                detector?: (string|null);

                /** Anomaly model */
                model?: (string|null);

                /** Anomaly profile */
                profile?: (string|null);

                /** Anomaly container */
                container?: (picket.v1.Container.$Properties|null);

                /** Anomaly node */
                node?: (string|null);

                /** Anomaly score */
                score?: (number|null);

                /** Anomaly threshold */
                threshold?: (number|null);

                /** Anomaly severity */
                severity?: (picket.v1.Severity|null);

                /** Anomaly time */
                time?: (google.protobuf.Timestamp.$Properties|null);

                /** Anomaly process */
                process?: (picket.v1.Process.$Properties|null);

                /** Anomaly reasons */
                reasons?: (picket.v1.Reason.$Properties[]|null);

                /** Anomaly source */
                source?: (picket.v1.Source.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Anomaly. */
            type $Shape = picket.v1.Anomaly.$Properties;
        }

        /** Severity enum. */
        enum Severity {

            /** SEVERITY_UNSPECIFIED value */
            SEVERITY_UNSPECIFIED = 0,

            /** SEVERITY_LOW value */
            SEVERITY_LOW = 1,

            /** SEVERITY_MEDIUM value */
            SEVERITY_MEDIUM = 2,

            /** SEVERITY_HIGH value */
            SEVERITY_HIGH = 3,

            /** SEVERITY_CRITICAL value */
            SEVERITY_CRITICAL = 4
        }

        /**
         * Properties of a Container.
         * @deprecated Use picket.v1.Container.$Properties instead.
         */
        interface IContainer extends picket.v1.Container.$Properties {
        }

        /** Represents a Container. */
        class Container {

            /**
             * Constructs a new Container.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Container.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Container image. */
            image: string;

            /** Container id. */
            id: string;

            /**
             * Encodes the specified Container message. Does not implicitly {@link picket.v1.Container.verify|verify} messages.
             * @param message Container message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Container.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Container message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Container & picket.v1.Container.$Shape} Container
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Container & picket.v1.Container.$Shape;
        }

        namespace Container {

            /** Properties of a Container. */
            interface $Properties {

                /** Container image */
                image?: (string|null);

                /** Container id */
                id?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Container. */
            type $Shape = picket.v1.Container.$Properties;
        }

        /**
         * Properties of a Process.
         * @deprecated Use picket.v1.Process.$Properties instead.
         */
        interface IProcess extends picket.v1.Process.$Properties {
        }

        /** Represents a Process. */
        class Process {

            /**
             * Constructs a new Process.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Process.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Process pid. */
            pid: number;

            /** Process ppid. */
            ppid: number;

            /** Process comm. */
            comm: string;

            /** Process user. */
            user: string;

            /** Process uid. */
            uid: number;

            /** Process gid. */
            gid: number;

            /**
             * Encodes the specified Process message. Does not implicitly {@link picket.v1.Process.verify|verify} messages.
             * @param message Process message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Process.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Process message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Process & picket.v1.Process.$Shape} Process
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Process & picket.v1.Process.$Shape;
        }

        namespace Process {

            /** Properties of a Process. */
            interface $Properties {

                /** Process pid */
                pid?: (number|null);

                /** Process ppid */
                ppid?: (number|null);

                /** Process comm */
                comm?: (string|null);

                /** Process user */
                user?: (string|null);

                /** Process uid */
                uid?: (number|null);

                /** Process gid */
                gid?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Process. */
            type $Shape = picket.v1.Process.$Properties;
        }

        /**
         * Properties of a Reason.
         * @deprecated Use picket.v1.Reason.$Properties instead.
         */
        interface IReason extends picket.v1.Reason.$Properties {
        }

        /** Represents a Reason. */
        class Reason {

            /**
             * Constructs a new Reason.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Reason.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reason feature. */
            feature: string;

            /** Reason value. */
            value: number;

            /** Reason usual. */
            usual?: (picket.v1.Range.$Properties|null);

            /** Reason share. */
            share: number;

            /**
             * Encodes the specified Reason message. Does not implicitly {@link picket.v1.Reason.verify|verify} messages.
             * @param message Reason message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Reason.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reason message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Reason & picket.v1.Reason.$Shape} Reason
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Reason & picket.v1.Reason.$Shape;
        }

        namespace Reason {

            /** Properties of a Reason. */
            interface $Properties {

                /** Reason feature */
                feature?: (string|null);

                /** Reason value */
                value?: (number|null);

                /** Reason usual */
                usual?: (picket.v1.Range.$Properties|null);

                /** Reason share */
                share?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reason. */
            type $Shape = picket.v1.Reason.$Properties;
        }

        /**
         * Properties of a Range.
         * @deprecated Use picket.v1.Range.$Properties instead.
         */
        interface IRange extends picket.v1.Range.$Properties {
        }

        /** Represents a Range. */
        class Range {

            /**
             * Constructs a new Range.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Range.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Range low. */
            low: number;

            /** Range high. */
            high: number;

            /**
             * Encodes the specified Range message. Does not implicitly {@link picket.v1.Range.verify|verify} messages.
             * @param message Range message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Range.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Range message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Range & picket.v1.Range.$Shape} Range
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Range & picket.v1.Range.$Shape;
        }

        namespace Range {

            /** Properties of a Range. */
            interface $Properties {

                /** Range low */
                low?: (number|null);

                /** Range high */
                high?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Range. */
            type $Shape = picket.v1.Range.$Properties;
        }

        /**
         * Properties of a Source.
         * @deprecated Use picket.v1.Source.$Properties instead.
         */
        interface ISource extends picket.v1.Source.$Properties {
        }

        /** Represents a Source. */
        class Source {

            /**
             * Constructs a new Source.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Source.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Source topic. */
            topic: string;

            /** Source partition. */
            partition: number;

            /** Source offset. */
            offset: (number|Long);

            /**
             * Encodes the specified Source message. Does not implicitly {@link picket.v1.Source.verify|verify} messages.
             * @param message Source message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Source.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Source message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Source & picket.v1.Source.$Shape} Source
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Source & picket.v1.Source.$Shape;
        }

        namespace Source {

            /** Properties of a Source. */
            interface $Properties {

                /** Source topic */
                topic?: (string|null);

                /** Source partition */
                partition?: (number|null);

                /** Source offset */
                offset?: (number|Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Source. */
            type $Shape = picket.v1.Source.$Properties;
        }

        /**
         * Properties of a DeadLetter.
         * @deprecated Use picket.v1.DeadLetter.$Properties instead.
         */
        interface IDeadLetter extends picket.v1.DeadLetter.$Properties {
        }

        /** Represents a DeadLetter. */
        class DeadLetter {

            /**
             * Constructs a new DeadLetter.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.DeadLetter.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeadLetter reason. */
            reason: string;

            /** DeadLetter detail. */
            detail: string;

            /** DeadLetter source. */
            source?: (picket.v1.Source.$Properties|null);

            /** DeadLetter time. */
            time?: (google.protobuf.Timestamp.$Properties|null);

            /** DeadLetter value. */
            value: Uint8Array;

            /** DeadLetter originalBytes. */
            originalBytes: (number|Long);

            /**
             * Encodes the specified DeadLetter message. Does not implicitly {@link picket.v1.DeadLetter.verify|verify} messages.
             * @param message DeadLetter message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.DeadLetter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeadLetter message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.DeadLetter & picket.v1.DeadLetter.$Shape} DeadLetter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.DeadLetter & picket.v1.DeadLetter.$Shape;
        }

        namespace DeadLetter {

            /** Properties of a DeadLetter. */
            interface $Properties {

                /** DeadLetter reason */
                reason?: (string|null);

                /** DeadLetter detail */
                detail?: (string|null);

                /** DeadLetter source */
                source?: (picket.v1.Source.$Properties|null);

                /** DeadLetter time */
                time?: (google.protobuf.Timestamp.$Properties|null);

                /** DeadLetter value */
                value?: (Uint8Array|null);

                /** DeadLetter originalBytes */
                originalBytes?: (number|Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeadLetter. */
            type $Shape = picket.v1.DeadLetter.$Properties;
        }

        /**
         * Properties of a CordonRequest.
         * @deprecated Use picket.v1.CordonRequest.$Properties instead.
         */
        interface ICordonRequest extends picket.v1.CordonRequest.$Properties {
        }

        /** Represents a CordonRequest. */
        class CordonRequest {

            /**
             * Constructs a new CordonRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.CordonRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CordonRequest id. */
            id: string;

            /** CordonRequest action. */
            action: picket.v1.Action;

            /** CordonRequest node. */
            node: string;

            /** CordonRequest nodeUid. */
            nodeUid: string;

            /** CordonRequest reason. */
            reason: string;

            /** CordonRequest severity. */
            severity: picket.v1.Severity;

            /** CordonRequest score. */
            score: number;

            /** CordonRequest evidence. */
            evidence: picket.v1.Evidence.$Properties[];

            /** CordonRequest critical. */
            critical: string[];

            /** CordonRequest policy. */
            policy?: (picket.v1.Policy.$Properties|null);

            /** CordonRequest models. */
            models: string[];

            /** CordonRequest requestedAt. */
            requestedAt?: (google.protobuf.Timestamp.$Properties|null);

            /** CordonRequest notAfter. */
            notAfter?: (google.protobuf.Timestamp.$Properties|null);

            /** CordonRequest requestedBy. */
            requestedBy: string;

            /**
             * Encodes the specified CordonRequest message. Does not implicitly {@link picket.v1.CordonRequest.verify|verify} messages.
             * @param message CordonRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.CordonRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CordonRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.CordonRequest & picket.v1.CordonRequest.$Shape} CordonRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.CordonRequest & picket.v1.CordonRequest.$Shape;
        }

        namespace CordonRequest {

            /** Properties of a CordonRequest. */
            interface $Properties {

                /** CordonRequest id */
                id?: (string|null);

                /** CordonRequest action */
                action?: (picket.v1.Action|null);

                /** CordonRequest node */
                node?: (string|null);

                /** CordonRequest nodeUid */
                nodeUid?: (string|null);

                /** CordonRequest reason */
                reason?: (string|null);

                /** CordonRequest severity */
                severity?: (picket.v1.Severity|null);

                /** CordonRequest score */
                score?: (number|null);

                /** CordonRequest evidence */
                evidence?: (picket.v1.Evidence.$Properties[]|null);

                /** CordonRequest critical */
                critical?: (string[]|null);

                /** CordonRequest policy */
                policy?: (picket.v1.Policy.$Properties|null);

                /** CordonRequest models */
                models?: (string[]|null);

                /** CordonRequest requestedAt */
                requestedAt?: (google.protobuf.Timestamp.$Properties|null);

                /** CordonRequest notAfter */
                notAfter?: (google.protobuf.Timestamp.$Properties|null);

                /** CordonRequest requestedBy */
                requestedBy?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CordonRequest. */
            type $Shape = picket.v1.CordonRequest.$Properties;
        }

        /** Action enum. */
        enum Action {

            /** ACTION_UNSPECIFIED value */
            ACTION_UNSPECIFIED = 0,

            /** ACTION_CORDON value */
            ACTION_CORDON = 1,

            /** ACTION_RELEASE value */
            ACTION_RELEASE = 2
        }

        /**
         * Properties of an Evidence.
         * @deprecated Use picket.v1.Evidence.$Properties instead.
         */
        interface IEvidence extends picket.v1.Evidence.$Properties {
        }

        /** Represents an Evidence. */
        class Evidence {

            /**
             * Constructs a new Evidence.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Evidence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Evidence kind. */
            kind: string;

            /** Evidence id. */
            id: string;

            /** Evidence topic. */
            topic: string;

            /** Evidence partition. */
            partition: number;

            /** Evidence offset. */
            offset: (number|Long);

            /** Evidence summary. */
            summary: string;

            /**
             * Encodes the specified Evidence message. Does not implicitly {@link picket.v1.Evidence.verify|verify} messages.
             * @param message Evidence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Evidence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Evidence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Evidence & picket.v1.Evidence.$Shape} Evidence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Evidence & picket.v1.Evidence.$Shape;
        }

        namespace Evidence {

            /** Properties of an Evidence. */
            interface $Properties {

                /** Evidence kind */
                kind?: (string|null);

                /** Evidence id */
                id?: (string|null);

                /** Evidence topic */
                topic?: (string|null);

                /** Evidence partition */
                partition?: (number|null);

                /** Evidence offset */
                offset?: (number|Long|null);

                /** Evidence summary */
                summary?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Evidence. */
            type $Shape = picket.v1.Evidence.$Properties;
        }

        /**
         * Properties of a Policy.
         * @deprecated Use picket.v1.Policy.$Properties instead.
         */
        interface IPolicy extends picket.v1.Policy.$Properties {
        }

        /** Represents a Policy. */
        class Policy {

            /**
             * Constructs a new Policy.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.Policy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Policy name. */
            name: string;

            /** Policy version. */
            version: string;

            /**
             * Encodes the specified Policy message. Does not implicitly {@link picket.v1.Policy.verify|verify} messages.
             * @param message Policy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.Policy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Policy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.Policy & picket.v1.Policy.$Shape} Policy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.Policy & picket.v1.Policy.$Shape;
        }

        namespace Policy {

            /** Properties of a Policy. */
            interface $Properties {

                /** Policy name */
                name?: (string|null);

                /** Policy version */
                version?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Policy. */
            type $Shape = picket.v1.Policy.$Properties;
        }

        /**
         * Properties of an EnforcementOutcome.
         * @deprecated Use picket.v1.EnforcementOutcome.$Properties instead.
         */
        interface IEnforcementOutcome extends picket.v1.EnforcementOutcome.$Properties {
        }

        /** Represents an EnforcementOutcome. */
        class EnforcementOutcome {

            /**
             * Constructs a new EnforcementOutcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.EnforcementOutcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EnforcementOutcome id. */
            id: string;

            /** EnforcementOutcome requestId. */
            requestId: string;

            /** EnforcementOutcome node. */
            node: string;

            /** EnforcementOutcome action. */
            action: picket.v1.Action;

            /** EnforcementOutcome decision. */
            decision: picket.v1.Decision;

            /** EnforcementOutcome code. */
            code: string;

            /** EnforcementOutcome message. */
            message: string;

            /** EnforcementOutcome before. */
            before?: (picket.v1.NodeState.$Properties|null);

            /** EnforcementOutcome after. */
            after?: (picket.v1.NodeState.$Properties|null);

            /** EnforcementOutcome at. */
            at?: (google.protobuf.Timestamp.$Properties|null);

            /** EnforcementOutcome traceId. */
            traceId: string;

            /** EnforcementOutcome keyId. */
            keyId: string;

            /** EnforcementOutcome source. */
            source?: (picket.v1.Source.$Properties|null);

            /** EnforcementOutcome policy. */
            policy?: (picket.v1.Policy.$Properties|null);

            /** EnforcementOutcome evidenceKinds. */
            evidenceKinds: string[];

            /** EnforcementOutcome byPerson. */
            byPerson: boolean;

            /**
             * Encodes the specified EnforcementOutcome message. Does not implicitly {@link picket.v1.EnforcementOutcome.verify|verify} messages.
             * @param message EnforcementOutcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.EnforcementOutcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EnforcementOutcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.EnforcementOutcome & picket.v1.EnforcementOutcome.$Shape} EnforcementOutcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.EnforcementOutcome & picket.v1.EnforcementOutcome.$Shape;
        }

        namespace EnforcementOutcome {

            /** Properties of an EnforcementOutcome. */
            interface $Properties {

                /** EnforcementOutcome id */
                id?: (string|null);

                /** EnforcementOutcome requestId */
                requestId?: (string|null);

                /** EnforcementOutcome node */
                node?: (string|null);

                /** EnforcementOutcome action */
                action?: (picket.v1.Action|null);

                /** EnforcementOutcome decision */
                decision?: (picket.v1.Decision|null);

                /** EnforcementOutcome code */
                code?: (string|null);

                /** EnforcementOutcome message */
                message?: (string|null);

                /** EnforcementOutcome before */
                before?: (picket.v1.NodeState.$Properties|null);

                /** EnforcementOutcome after */
                after?: (picket.v1.NodeState.$Properties|null);

                /** EnforcementOutcome at */
                at?: (google.protobuf.Timestamp.$Properties|null);

                /** EnforcementOutcome traceId */
                traceId?: (string|null);

                /** EnforcementOutcome keyId */
                keyId?: (string|null);

                /** EnforcementOutcome source */
                source?: (picket.v1.Source.$Properties|null);

                /** EnforcementOutcome policy */
                policy?: (picket.v1.Policy.$Properties|null);

                /** EnforcementOutcome evidenceKinds */
                evidenceKinds?: (string[]|null);

                /** EnforcementOutcome byPerson */
                byPerson?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EnforcementOutcome. */
            type $Shape = picket.v1.EnforcementOutcome.$Properties;
        }

        /** Decision enum. */
        enum Decision {

            /** DECISION_UNSPECIFIED value */
            DECISION_UNSPECIFIED = 0,

            /** DECISION_CARRIED_OUT value */
            DECISION_CARRIED_OUT = 1,

            /** DECISION_UNCHANGED value */
            DECISION_UNCHANGED = 2,

            /** DECISION_DRY_RUN value */
            DECISION_DRY_RUN = 3,

            /** DECISION_DEFERRED value */
            DECISION_DEFERRED = 4,

            /** DECISION_REFUSED value */
            DECISION_REFUSED = 5,

            /** DECISION_FAILED value */
            DECISION_FAILED = 6
        }

        /**
         * Properties of a NodeState.
         * @deprecated Use picket.v1.NodeState.$Properties instead.
         */
        interface INodeState extends picket.v1.NodeState.$Properties {
        }

        /** Represents a NodeState. */
        class NodeState {

            /**
             * Constructs a new NodeState.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.NodeState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeState uid. */
            uid: string;

            /** NodeState unschedulable. */
            unschedulable: boolean;

            /** NodeState taint. */
            taint: string;

            /** NodeState phase. */
            phase: string;

            /**
             * Encodes the specified NodeState message. Does not implicitly {@link picket.v1.NodeState.verify|verify} messages.
             * @param message NodeState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.NodeState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.NodeState & picket.v1.NodeState.$Shape} NodeState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.NodeState & picket.v1.NodeState.$Shape;
        }

        namespace NodeState {

            /** Properties of a NodeState. */
            interface $Properties {

                /** NodeState uid */
                uid?: (string|null);

                /** NodeState unschedulable */
                unschedulable?: (boolean|null);

                /** NodeState taint */
                taint?: (string|null);

                /** NodeState phase */
                phase?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeState. */
            type $Shape = picket.v1.NodeState.$Properties;
        }

        /**
         * Properties of a NodeHealth.
         * @deprecated Use picket.v1.NodeHealth.$Properties instead.
         */
        interface INodeHealth extends picket.v1.NodeHealth.$Properties {
        }

        /** Represents a NodeHealth. */
        class NodeHealth {

            /**
             * Constructs a new NodeHealth.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.NodeHealth.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NodeHealth id. */
            id: string;

            /** NodeHealth node. */
            node: string;

            /** NodeHealth group. */
            group: string;

            /** NodeHealth start. */
            start?: (google.protobuf.Timestamp.$Properties|null);

            /** NodeHealth end. */
            end?: (google.protobuf.Timestamp.$Properties|null);

            /** NodeHealth isEarly. */
            isEarly: boolean;

            /** NodeHealth features. */
            features: { [k: string]: number };

            /** NodeHealth missing. */
            missing: string[];

            /** NodeHealth sensors. */
            sensors: picket.v1.SensorState.$Properties[];

            /** NodeHealth indicators. */
            indicators: string[];

            /** NodeHealth anomalousContainers. */
            anomalousContainers: string[];

            /** NodeHealth late. */
            late: number;

            /** NodeHealth scores. */
            scores: picket.v1.ModelScore.$Properties[];

            /** NodeHealth verdict. */
            verdict: picket.v1.Verdict;

            /** NodeHealth score. */
            score: number;

            /** NodeHealth severity. */
            severity: picket.v1.Severity;

            /** NodeHealth evidence. */
            evidence: picket.v1.HealthEvidence.$Properties[];

            /**
             * Encodes the specified NodeHealth message. Does not implicitly {@link picket.v1.NodeHealth.verify|verify} messages.
             * @param message NodeHealth message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.NodeHealth.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NodeHealth message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.NodeHealth & picket.v1.NodeHealth.$Shape} NodeHealth
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.NodeHealth & picket.v1.NodeHealth.$Shape;
        }

        namespace NodeHealth {

            /** Properties of a NodeHealth. */
            interface $Properties {

                /** NodeHealth id */
                id?: (string|null);

                /** NodeHealth node */
                node?: (string|null);

                /** NodeHealth group */
                group?: (string|null);

                /** NodeHealth start */
                start?: (google.protobuf.Timestamp.$Properties|null);

                /** NodeHealth end */
                end?: (google.protobuf.Timestamp.$Properties|null);

                /** NodeHealth isEarly */
                isEarly?: (boolean|null);

                /** NodeHealth features */
                features?: ({ [k: string]: number }|null);

                /** NodeHealth missing */
                missing?: (string[]|null);

                /** NodeHealth sensors */
                sensors?: (picket.v1.SensorState.$Properties[]|null);

                /** NodeHealth indicators */
                indicators?: (string[]|null);

                /** NodeHealth anomalousContainers */
                anomalousContainers?: (string[]|null);

                /** NodeHealth late */
                late?: (number|null);

                /** NodeHealth scores */
                scores?: (picket.v1.ModelScore.$Properties[]|null);

                /** NodeHealth verdict */
                verdict?: (picket.v1.Verdict|null);

                /** NodeHealth score */
                score?: (number|null);

                /** NodeHealth severity */
                severity?: (picket.v1.Severity|null);

                /** NodeHealth evidence */
                evidence?: (picket.v1.HealthEvidence.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NodeHealth. */
            type $Shape = picket.v1.NodeHealth.$Properties;
        }

        /** Verdict enum. */
        enum Verdict {

            /** VERDICT_UNSPECIFIED value */
            VERDICT_UNSPECIFIED = 0,

            /** VERDICT_HEALTHY value */
            VERDICT_HEALTHY = 1,

            /** VERDICT_ANOMALOUS value */
            VERDICT_ANOMALOUS = 2,

            /** VERDICT_SILENT value */
            VERDICT_SILENT = 3,

            /** VERDICT_LEARNING value */
            VERDICT_LEARNING = 4,

            /** VERDICT_UNKNOWN value */
            VERDICT_UNKNOWN = 5
        }

        /**
         * Properties of a SensorState.
         * @deprecated Use picket.v1.SensorState.$Properties instead.
         */
        interface ISensorState extends picket.v1.SensorState.$Properties {
        }

        /** Represents a SensorState. */
        class SensorState {

            /**
             * Constructs a new SensorState.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.SensorState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SensorState sensor. */
            sensor: string;

            /** SensorState count. */
            count: number;

            /** SensorState lastSeen. */
            lastSeen?: (google.protobuf.Timestamp.$Properties|null);

            /** SensorState lost. */
            lost: number;

            /** SensorState isThrottled. */
            isThrottled: boolean;

            /**
             * Encodes the specified SensorState message. Does not implicitly {@link picket.v1.SensorState.verify|verify} messages.
             * @param message SensorState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.SensorState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SensorState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.SensorState & picket.v1.SensorState.$Shape} SensorState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.SensorState & picket.v1.SensorState.$Shape;
        }

        namespace SensorState {

            /** Properties of a SensorState. */
            interface $Properties {

                /** SensorState sensor */
                sensor?: (string|null);

                /** SensorState count */
                count?: (number|null);

                /** SensorState lastSeen */
                lastSeen?: (google.protobuf.Timestamp.$Properties|null);

                /** SensorState lost */
                lost?: (number|null);

                /** SensorState isThrottled */
                isThrottled?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SensorState. */
            type $Shape = picket.v1.SensorState.$Properties;
        }

        /**
         * Properties of a ModelScore.
         * @deprecated Use picket.v1.ModelScore.$Properties instead.
         */
        interface IModelScore extends picket.v1.ModelScore.$Properties {
        }

        /** Represents a ModelScore. */
        class ModelScore {

            /**
             * Constructs a new ModelScore.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.ModelScore.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ModelScore model. */
            model: string;

            /** ModelScore version. */
            version: string;

            /** ModelScore score. */
            score: number;

            /** ModelScore threshold. */
            threshold: number;

            /** ModelScore isAnomalous. */
            isAnomalous: boolean;

            /** ModelScore reasons. */
            reasons: picket.v1.Reason.$Properties[];

            /**
             * Encodes the specified ModelScore message. Does not implicitly {@link picket.v1.ModelScore.verify|verify} messages.
             * @param message ModelScore message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.ModelScore.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ModelScore message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.ModelScore & picket.v1.ModelScore.$Shape} ModelScore
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.ModelScore & picket.v1.ModelScore.$Shape;
        }

        namespace ModelScore {

            /** Properties of a ModelScore. */
            interface $Properties {

                /** ModelScore model */
                model?: (string|null);

                /** ModelScore version */
                version?: (string|null);

                /** ModelScore score */
                score?: (number|null);

                /** ModelScore threshold */
                threshold?: (number|null);

                /** ModelScore isAnomalous */
                isAnomalous?: (boolean|null);

                /** ModelScore reasons */
                reasons?: (picket.v1.Reason.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ModelScore. */
            type $Shape = picket.v1.ModelScore.$Properties;
        }

        /**
         * Properties of a HealthEvidence.
         * @deprecated Use picket.v1.HealthEvidence.$Properties instead.
         */
        interface IHealthEvidence extends picket.v1.HealthEvidence.$Properties {
        }

        /** Represents a HealthEvidence. */
        class HealthEvidence {

            /**
             * Constructs a new HealthEvidence.
             * @param [properties] Properties to set
             */
            constructor(properties?: picket.v1.HealthEvidence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HealthEvidence kind. */
            kind: string;

            /** HealthEvidence id. */
            id: string;

            /** HealthEvidence source. */
            source?: (picket.v1.Source.$Properties|null);

            /** HealthEvidence summary. */
            summary: string;

            /** HealthEvidence severity. */
            severity: picket.v1.Severity;

            /** HealthEvidence score. */
            score: number;

            /**
             * Encodes the specified HealthEvidence message. Does not implicitly {@link picket.v1.HealthEvidence.verify|verify} messages.
             * @param message HealthEvidence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: picket.v1.HealthEvidence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HealthEvidence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {picket.v1.HealthEvidence & picket.v1.HealthEvidence.$Shape} HealthEvidence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.v1.HealthEvidence & picket.v1.HealthEvidence.$Shape;
        }

        namespace HealthEvidence {

            /** Properties of a HealthEvidence. */
            interface $Properties {

                /** HealthEvidence kind */
                kind?: (string|null);

                /** HealthEvidence id */
                id?: (string|null);

                /** HealthEvidence source */
                source?: (picket.v1.Source.$Properties|null);

                /** HealthEvidence summary */
                summary?: (string|null);

                /** HealthEvidence severity */
                severity?: (picket.v1.Severity|null);

                /** HealthEvidence score */
                score?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HealthEvidence. */
            type $Shape = picket.v1.HealthEvidence.$Properties;
        }
    }
}

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of a Timestamp.
         * @deprecated Use google.protobuf.Timestamp.$Properties instead.
         */
        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }

        /** Represents a Timestamp. */
        class Timestamp {

            /**
             * Constructs a new Timestamp.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Timestamp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Timestamp seconds. */
            seconds: (number|Long);

            /** Timestamp nanos. */
            nanos: number;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @param message Timestamp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
        }

        namespace Timestamp {

            /** Properties of a Timestamp. */
            interface $Properties {

                /** Timestamp seconds */
                seconds?: (number|Long|null);

                /** Timestamp nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Timestamp. */
            type $Shape = google.protobuf.Timestamp.$Properties;
        }
    }
}
